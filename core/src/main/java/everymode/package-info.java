/// Generative models that miss no mode: the whole story on a page.
///
/// ## In five lines
///
/// ```java
/// var ring = Datasets.open("ring");                                // 8 clusters of points
/// var trained = Everymode.train("gmgan", ring).seed(1).steps(2_000).run();
/// Scores scores = trained.evaluate();                              // what is covered, with doubt
/// Score modes = scores.all().get("fair-modes");                    // value, interval, ceilings
/// float[] points = trained.samples(1_000);                         // plain numbers
/// ```
///
/// ## The words
///
/// A [family][everymode.train.Family] is a kind of model, such as `gmgan`; it gives the defaults
/// that suit a [data set][everymode.data.Dataset] and builds a [model][everymode.train.Model]. A
/// model is a list of [stages][everymode.train.Stage]: a *play*, where players act in steps; a
/// *fit*, which is work without gradients; or *parts*, which are models inside a model.
///
/// A [player][everymode.train.Player] is a network with its optimiser. In a *move* a player
/// descends on an [objective][everymode.train.Objective], a pure function of the
/// [turn][everymode.train.Turn]: the real batch, the chance, the pass. Objectives add up, so a new
/// loss is one more term. A [run][everymode.train.Run] is the one loop; it knows no model.
///
/// A [prior][everymode.prior.Prior] is the law of the latent. A [layer][everymode.nn.Layer] is a
/// differentiable map; it reads its weights through a [pass][everymode.nn.Pass] and changes
/// nothing.
///
/// ## The rules
///
/// - *Randomness is a value.* A [chance][everymode.chance.Chance] has no position:
///   `chance.at("latent").at(7)` is the same draw for ever. There is no generator state to save.
/// - *Native memory is lexical.* Tensors made inside a [scope][everymode.tensor.Scope] die at its
///   end; survivors are named by `keep` and `own`.
/// - *State is one walk*, [everymode.tensor.Stateful#state], for saving and for loading. A run that
///   was stopped after any step goes on with the same bytes, for an equal number of threads.
/// - *Numbers come with doubt.* A [score][everymode.metric.Score] carries its interval, its sample
///   size, what training rows score and what a perfect sampler would score.
/// - *Slips are told in a sentence.* An [everymode.error.EverymodeException] says where, what must
///   hold and what to do.
///
/// ## From small to large
///
/// [Everymode] trains in memory. [everymode.run.Training] does the same in a run directory with
/// checkpoints, resume and a report; [everymode.run.Comparison] trains families × data sets ×
/// seeds. To train networks of your own, build players and a [everymode.train.Stage.Play] and give
/// them to a [everymode.train.Run].
///
/// Packages use only those below them: `run`, `report` → `model` → `train`, `loss`, `nn`, `prior`,
/// `data`, `metric` → `tensor` → `chance`, `error`.
@NullMarked
package everymode;

import org.jspecify.annotations.NullMarked;
