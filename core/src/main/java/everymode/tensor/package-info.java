/// Access to LibTorch: lifetimes, devices, random tensors, gradients and state.
///
/// Tensors are LibTorch's own (`org.bytedeco.pytorch.Tensor`), not wrapped. [Scope] manages their
/// lifetimes, [Ops] provides operations with plain Java arguments, [RandomTensors] draws tensors
/// from a random key, [Autograd] differentiates.
@NullMarked
package everymode.tensor;

import org.jspecify.annotations.NullMarked;
