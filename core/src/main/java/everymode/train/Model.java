package everymode.train;

import everymode.sample.Sampler;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.List;
import java.util.Optional;

/// A trainable model: a list of stages over some state.
public interface Model extends Stateful {

  /// A stage, as a function of configuration and state only: a model that was loaded in the middle
  /// of a stage returns the same stage as the one that was saved.
  ///
  /// @param index the number of the stage, from 0
  /// @return the stage, or empty after the last
  Optional<Stage> stage(int index);

  /// Draws samples with the current state, and with averaged weights if there are any.
  ///
  /// @return samples in data units; empty for a model that cannot sample
  default Optional<Sampler> sampler() {
    return Optional.empty();
  }

  /// An optional capability of the model, such as [everymode.sample.Density] or [DensityRatio].
  ///
  /// @param <T> the capability
  /// @param type its interface
  /// @return this model or a part of it that has the capability; empty if there is none
  default <T> Optional<T> capability(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /// Called once after the last stage of a model inside a model: it may drop what is needed only
  /// for training.
  default void finish() {}

  /// Warnings about the current state for readers of samples and scores.
  ///
  /// @return one sentence each
  default List<String> warnings() {
    return List.of();
  }

  /// A model with one stage, for games with custom networks.
  ///
  /// @param stage the whole training
  /// @param sampler draws samples with the players' networks
  /// @param players their state is the model's state
  static Model of(Stage stage, Sampler sampler, Player... players) {
    List<Player> all = List.of(players);
    return new Model() {
      @Override
      public Optional<Stage> stage(int index) {
        return index == 0 ? Optional.of(stage) : Optional.empty();
      }

      @Override
      public Optional<Sampler> sampler() {
        return Optional.of(sampler);
      }

      @Override
      public void state(StateVisitor s) {
        for (int i = 0; i < all.size(); i++) {
          s.child("player." + i, all.get(i));
        }
      }
    };
  }
}
