/// The one place that knows LibTorch: lifetimes, devices, draws, gradients and tensor files.
///
/// Tensors are LibTorch's own (`org.bytedeco.pytorch.Tensor`); nothing here wraps them. [Scope]
/// decides how long they live, [Ops] offers the calls that the project uses with plain Java
/// arguments, [Draws] turns a chance into tensors, [Grad] differentiates.
@NullMarked
package everymode.tensor;

import org.jspecify.annotations.NullMarked;
