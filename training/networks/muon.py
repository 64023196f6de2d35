"""Muon for convolutions: Keras's own turns matrices alone and leaves kernels of four dimensions to AdamW."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="digits")
class ConvolutionMuon(keras.optimizers.Muon):
    """Momentum made orthogonal, for kernels of convolutions as matrices of (height * width * inputs, outputs).

    After Jordan et al., 2024 (https://kellerjordan.github.io/posts/muon/), with the step's size of Liu et al., 2025
    (arXiv:2502.16982), so that AdamW's learning rates fit. Biases, normalisation, depthwise kernels and the
    layers "digit" and "kind" have AdamW.
    """

    def _should_use_adamw(self, variable) -> bool:
        return len(variable.shape) < 2 or any(part in variable.path for part in ("digit", "kind", "depthwise"))

    def _muon_update_step(self, gradient, variable, lr, m):
        self.assign_add(m, ops.add(gradient, m * (self.momentum - 1)))
        ahead = ops.reshape(ops.add(gradient, self.momentum * m), (-1, variable.shape[-1]))
        step = self.lr_adjust(lr * self.zeropower_via_newtonschulz5(ahead, self.ns_steps))
        self.assign_sub(variable, ops.reshape(step, variable.shape))
