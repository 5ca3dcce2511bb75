/// Tensor and array files: safetensors, PyTorch, NumPy and TorchScript; hashes.
@NullMarked
package everymode.io;

import org.jspecify.annotations.NullMarked;
