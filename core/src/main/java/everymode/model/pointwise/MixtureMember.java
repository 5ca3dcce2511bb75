package everymode.model.pointwise;

import everymode.error.UsageException;
import everymode.sample.Sampler;
import everymode.tensor.StateSnapshot;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A member in training: it keeps its critic until it was asked, and copies itself at the step at
/// which the critic shall be asked.
final class MixtureMember implements Model {

  private final Model member;
  private final Supplier<Model> again;
  private final long at;
  private final boolean asked;
  private @Nullable Model copy; // from its step on, until it was asked

  /// @param again builds the member
  /// @param at the step of the copy; 0 for none
  /// @param asked whether the critic is still needed when training is over
  MixtureMember(Supplier<Model> again, long at, boolean asked) {
    this.again = again;
    this.at = at;
    this.asked = asked;
    member = again.get();
  }

  @Override
  public Optional<Stage> stage(int index) {
    Optional<Stage> stage = member.stage(index);
    return at == 0 ? stage : stage.map(this::copying);
  }

  private Stage copying(Stage stage) {
    if (!(stage instanceof Stage.Play play)) {
      return stage;
    }
    if (at > play.steps()) {
      throw new UsageException(
          "ratio.at must be at most the %,d steps of a member, but is %,d"
              .formatted(play.steps(), at));
    }
    List<Action> acts = new ArrayList<>(play.actions());
    acts.add(new Action.Task("copy", 1, (step, _) -> step + 1 == at && copied()));
    return new Stage.Play(
        play.name(), play.steps(), play.batchSize(), play.data(), play.order(), acts);
  }

  private boolean copied() {
    Model made = again.get();
    StateSnapshot.into(made, StateSnapshot.of(member));
    copy = made;
    return true;
  }

  /// The model whose critic is asked.
  Model asked() {
    Model other = copy;
    return other == null ? member : other;
  }

  @Override
  public Sampler sampler() {
    return member.sampler();
  }

  @Override
  public List<String> warnings() {
    return member.warnings();
  }

  /// Ends training; a critic that is still needed stays until [#drop].
  @Override
  public void finish() {
    if (!asked) {
      member.finish();
    }
  }

  /// Lets go of a critic that was asked.
  void drop() {
    copy = null;
    if (asked) {
      member.finish();
    }
  }

  @Override
  public void state(StateVisitor s) {
    boolean copied = s.counter("copied", copy == null ? 0 : 1) == 1;
    if (!copied) {
      copy = null;
    } else if (copy == null) {
      copy = again.get();
    }
    s.child("member", member);
    Model other = copy;
    if (other != null) {
      s.child("copy", other);
    }
  }
}
