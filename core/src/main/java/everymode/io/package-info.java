/// Files of tensors and arrays: safetensors, PyTorch, NumPy and TorchScript files, hashes.
@NullMarked
package everymode.io;

import org.jspecify.annotations.NullMarked;
