package everymode.model.pointwise;

import everymode.error.UsageException;
import everymode.sample.Sampler;
import everymode.tensor.StateSnapshot;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.PartPlan;
import everymode.train.RemotePart;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A member in training: it keeps its discriminator until coverage is estimated, and copies itself
/// at the step whose discriminator is to be used.
final class MixtureMember implements Model {

  private final Model member;
  private final Supplier<Model> factory;
  private final long copyStep;
  private final boolean keepDiscriminator;
  private final @Nullable Supplier<PartPlan> plan;
  private @Nullable Model copy; // from its step on, until coverage is estimated

  /// @param factory builds the member
  /// @param copyStep the step of the copy; 0 for none
  /// @param keepDiscriminator whether the discriminator is needed after training
  /// @param plan from which another process can train the member, if it needs no discriminator
  MixtureMember(
      Supplier<Model> factory, long copyStep, boolean keepDiscriminator, Supplier<PartPlan> plan) {
    this.factory = factory;
    this.copyStep = copyStep;
    this.keepDiscriminator = keepDiscriminator;
    this.plan = copyStep == 0 && !keepDiscriminator ? plan : null;
    member = factory.get();
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    Supplier<PartPlan> own = plan;
    return type == RemotePart.class && own != null
        ? Optional.of(type.cast(new Remote(own.get(), member)))
        : Model.super.capability(type);
  }

  private record Remote(PartPlan plan, Model model) implements RemotePart {}

  @Override
  public Optional<Stage> stage(int index) {
    Optional<Stage> stage = member.stage(index);
    return copyStep == 0 ? stage : stage.map(this::copying);
  }

  private Stage copying(Stage stage) {
    if (!(stage instanceof Stage.Play play)) {
      return stage;
    }
    if (copyStep > play.steps()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "ratio.at must be at most the steps of a member, %,d, but is %,d",
              play.steps(),
              copyStep));
    }
    List<Action> actions = new ArrayList<>(play.actions());
    actions.add(
        new Action.Task(
            "copy",
            1,
            (step, _) -> {
              if (step + 1 == copyStep) {
                copy();
              }
            }));
    return new Stage.Play(
        play.name(), play.steps(), play.batchSize(), play.data(), play.order(), actions);
  }

  private void copy() {
    Model fresh = factory.get();
    StateSnapshot.into(fresh, StateSnapshot.of(member));
    copy = fresh;
  }

  /// The model whose discriminator estimates the ratio.
  Model ratioModel() {
    Model other = copy;
    return other == null ? member : other;
  }

  @Override
  public Optional<Sampler> sampler() {
    return member.sampler();
  }

  /// Samples of the member as it is now.
  Sampler samples() {
    return sampler()
        .orElseThrow(
            () -> new IllegalArgumentException("base must be a family that draws samples"));
  }

  @Override
  public List<String> warnings() {
    return member.warnings();
  }

  /// Ends training; a discriminator that is still needed is kept until [#releaseDiscriminator].
  @Override
  public void finish() {
    if (!keepDiscriminator) {
      member.finish();
    }
  }

  /// Releases the discriminator after coverage is estimated.
  void releaseDiscriminator() {
    copy = null;
    if (keepDiscriminator) {
      member.finish();
    }
  }

  @Override
  public void state(StateVisitor s) {
    boolean copied = s.counter("copied", copy == null ? 0 : 1) == 1;
    if (!copied) {
      copy = null;
    } else if (copy == null) {
      copy = factory.get();
    }
    s.child("member", member);
    Model other = copy;
    if (other != null) {
      s.child("copy", other);
    }
  }
}
