/// Generative models that miss no mode: the whole story on a page.
///
/// ## In five lines
///
/// ```java
/// var ring = Datasets.open("ring");                                // 8 clusters of points
/// var trained = Everymode.train("gmgan", ring).seed(1).steps(2_000).run();
/// Scores scores = trained.evaluate();                              // what is covered, with its uncertainty
/// Score modes = scores.all().get("fair-modes");                    // value, interval, ideal
/// float[] points = trained.samples(1_000);                         // plain numbers
/// ```
///
/// ## The words
///
/// A [family][everymode.train.Family] is a kind of model, such as `gmgan`; it gives the default
/// configuration for a [data set][everymode.data.Dataset] and builds a
/// [model][everymode.train.Model]. A model is a list of [stages][everymode.train.Stage]: a *play*,
/// in which players update their networks in steps; a *fit*, which is work without gradients; or
/// *parts*, which are models inside a model.
///
/// A [player][everymode.train.Player] is a network with its optimiser. In an *update* a player
/// minimises an [objective][everymode.train.Objective], a pure function of the [step
/// context][everymode.train.StepContext]: the real batch, the random key, the forward context.
/// Objectives add up, so a new loss is one more term. The [training
/// loop][everymode.train.TrainingLoop] is the only one; it knows no model.
///
/// A [prior][everymode.prior.Prior] is the latent distribution. A [layer][everymode.nn.Layer] is a
/// differentiable map; it reads its weights through a [forward
/// context][everymode.nn.ForwardContext] and changes nothing. The glossary in `docs` has all terms.
///
/// ## The rules
///
/// - *Randomness is a value.* A [random key][everymode.random.RandomKey] has no position:
///   `key.fold("latent").fold(7)` always gives the same numbers. There is no generator state to
///   save.
/// - *Native memory is lexical.* Tensors made inside a [scope][everymode.tensor.Scope] are freed at
///   its end; `keep` and `own` name those that survive.
/// - *State is one walk*, [everymode.tensor.Stateful#state], for saving and for loading. A training
///   that was stopped after any step goes on with the same bytes, for an equal number of threads.
/// - *Numbers come with their uncertainty.* A [score][everymode.metric.Score] carries its interval,
///   its sample size, what training rows score and what a perfect sampler would score.
/// - *Errors that a user can cause are one sentence.* An [everymode.error.EverymodeException] says
///   where, what must hold and what to do.
///
/// ## From small to large
///
/// [Everymode] trains in memory. [everymode.run.Training] does the same in a run directory with
/// checkpoints, resume and a report; [everymode.compare.Comparison] trains families × data sets ×
/// seeds. To train networks of your own, build players and a [everymode.train.Stage.Play] and give
/// them to a [everymode.train.TrainingLoop].
///
/// The picture in CONTRIBUTING shows which packages use which.
@NullMarked
package everymode;

import org.jspecify.annotations.NullMarked;
