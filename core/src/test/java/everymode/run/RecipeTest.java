package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.error.UsageException;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.nn.Mlp;
import everymode.prior.FixedMixture;
import everymode.prior.NormalPrior;
import everymode.train.Optimizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {

  private static final String HEAD = "everymode: 1\nfamily: gan\ndata: ring\nseed: 3\n";
  private static final GanConfig DEFAULTS = new Gan().defaults(Tiny.points());

  @TempDir private Path folder = Path.of("");

  @Test
  void keys_absent_from_a_recipe_keep_the_defaults_of_the_family() {
    Recipe recipe = read(HEAD + "config:\n  batchSize: 32\n  prior: {dim: 5}\n");
    GanConfig config = recipe.over(DEFAULTS);
    assertThat(recipe.family()).isEqualTo("gan");
    assertThat(recipe.data()).isEqualTo("ring");
    assertThat(recipe.seed()).isEqualTo(3);
    assertThat(config.settings().batchSize()).isEqualTo(32);
    assertThat(config.prior()).isEqualTo(new NormalPrior(5));
    assertThat(config.settings().generator()).isEqualTo(DEFAULTS.settings().generator());
    assertThat(config.settings().steps()).isEqualTo(DEFAULTS.settings().steps());
  }

  @Test
  void a_recipe_without_configuration_gives_the_defaults() {
    assertThat(read("family: gan\ndata: ring\n").over(DEFAULTS)).isEqualTo(DEFAULTS);
    assertThat(read(HEAD + "config:\n").over(DEFAULTS)).isEqualTo(DEFAULTS);
    assertThat(read("family: gan\ndata: ring\n").seed()).isEqualTo(1);
  }

  @Test
  void set_makes_the_same_change_as_the_file() {
    Recipe file =
        read(HEAD + "config:\n  steps: 7\n  discriminatorOptimizer: {learningRate: 0.5}\n");
    Recipe set =
        Recipe.of("gan", "ring", 3).set("steps=7").set("discriminatorOptimizer.learningRate=0.5");
    assertThat(set.over(DEFAULTS)).isEqualTo(file.over(DEFAULTS));
    assertThat(set.yaml()).isEqualTo(file.yaml());
  }

  @Test
  void a_later_set_wins_over_an_earlier_one_and_over_the_file() {
    Recipe recipe = read(HEAD + "config: {steps: 7}\n").set("steps=8").set("steps=9");
    assertThat(recipe.over(DEFAULTS).settings().steps()).isEqualTo(9);
  }

  @Test
  void a_bare_name_selects_a_type_with_its_defaults() {
    GanConfig config =
        Recipe.of("gan", "ring", 1).set("discriminatorOptimizer=rmsprop").over(DEFAULTS);
    Optimizer.RmsProp usual = Optimizer.RmsProp.defaults();
    Optimizer before = DEFAULTS.settings().discriminatorOptimizer();
    assertThat(config.settings().discriminatorOptimizer())
        .isEqualTo(
            new Optimizer.RmsProp(
                before.learningRate(), usual.alpha(), usual.eps(), before.decay()));
  }

  @Test
  void values_common_to_both_types_carry_over() {
    Recipe recipe = Recipe.of("gan", "ring", 1).set("prior=mixture");
    GanConfig config =
        recipe
            .set("prior.components=4")
            .set("prior.range=2.5")
            .set("prior.sigma=0.1")
            .set("prior.sigmaType=variance")
            .over(DEFAULTS);
    assertThat(config.prior())
        .isEqualTo(new FixedMixture(10, 4, 2.5, 0.1, FixedMixture.SigmaType.VARIANCE));
  }

  @Test
  void a_list_of_penalties_holds_bare_names_and_groups() {
    Recipe recipe = Recipe.of("gan", "ring", 1).set("penalties=[r1, {type: gradient, weight: 2}]");
    assertThat(recipe.over(DEFAULTS).settings().penalties())
        .isEqualTo(List.of(Penalty.R1.defaults(), new Penalty.Gradient(2)));
    assertThat(recipe.set("penalties=[]").over(DEFAULTS).settings().penalties()).isEmpty();
  }

  @Test
  void enumerations_are_written_with_hyphens() {
    GanConfig config = Recipe.of("gan", "ring", 1).set("loss.form=least-squares").over(DEFAULTS);
    assertThat(config.settings().loss().form()).isEqualTo(AdversarialLoss.Form.LEAST_SQUARES);
  }

  @Test
  void lists_of_numbers_replace_the_whole_list() {
    GanConfig config =
        Recipe.of("gan", "ring", 1).set("generator.hiddenSizes=[3, 4, 5]").over(DEFAULTS);
    assertThat(((Mlp) config.settings().generator()).hiddenSizes()).containsExactly(3, 4, 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "btachSize=3|--set btachSize=3: no key called 'btachSize'; did you mean 'batchSize'?",
        "prior.dmi=3|--set prior.dmi=3: no key called 'prior.dmi'; did you mean 'prior.dim'?",
        "components=3|--set components=3: no key called 'components'; known are ",
        "learningRate=3|--set learningRate=3: no key called 'learningRate'; did you mean"
            + " 'generatorOptimizer.learningRate' or 'discriminatorOptimizer.learningRate'?",
        "generator.baseChannels=16|--set generator.baseChannels=16: the type of generator is 'mlp', which"
            + " has no key 'baseChannels'; add 'type: dcgan' to its keys",
        "prior={components: 5}|--set prior={components: 5}: the type of prior is 'normal', which has no"
            + " key 'components'; add 'type: mixture' or 'type: learned' to its keys",
        "unroll.learningRate=3|--set unroll.learningRate=3: no key called 'unroll.learningRate'",
        "batchSize=x|--set batchSize=x: batchSize must be a whole number, but is 'x'",
        "batchSize=2.5|--set batchSize=2.5: batchSize must be a whole number, but is 2.5",
        "batchSize=0|--set batchSize=0: batchSize must be at least 1, but is 0",
        "batchSize=3000000000|--set batchSize=3000000000: batchSize must be below 2,147,483,648, but is"
            + " 3000000000",
        "emaDecay=1|--set emaDecay=1: emaDecay must be in [0, 1), but is 1.0",
        "emaDecay=yess|--set emaDecay=yess: emaDecay must be a number, but is 'yess'",
        "loss.form=hing|--set loss.form=hing: loss.form must be one of non-saturating, minimax,"
            + " hinge, least-squares, wasserstein, but is 'hing'",
        "prior=normla|--set prior=normla: prior.type: no type called 'normla'; did you mean"
            + " 'normal'?",
        "prior=3|--set prior=3: prior must be a group of keys, but is 3",
        "prior.dim.x=3|--set prior.dim.x=3: prior.dim must be a whole number, but is {\"x\":3}",
        "penalties=r1|--set penalties=r1: penalties must be a list such as [a, b], but is 'r1'",
        "penalties=[r3]|--set penalties=[r3]: penalties[0].type: no type called 'r3'; did you mean"
            + " 'r1'?",
        "penalties=[type:r1]|--set penalties=[type:r1]: penalties[0] must be a group of keys, but is"
            + " 'type:r1'; write a blank after the colon: {type: r1}",
        "prior=components:5|--set prior=components:5: prior must be a group of keys, but is"
            + " 'components:5'; write a blank after the colon: {components: 5}",
        "loss=form:hinge|--set loss=form:hinge: loss must be a group of keys, but is 'form:hinge';"
            + " write a blank after the colon: {form: hinge}",
        "steps=|--set steps=: steps must be a whole number, but is ''",
      })
  void rejects_an_invalid_value_with_the_rule_and_the_value(String set, String message) {
    assertThatThrownBy(() -> Recipe.of("gan", "ring", 1).set(set).over(DEFAULTS))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({"0.5,.5", "0.5,+.5", "0.05,.5e-1"})
  void a_number_may_begin_with_its_point(double value, String text) {
    GanConfig config = Recipe.of("gan", "ring", 1).set("emaDecay=" + text).over(DEFAULTS);
    assertThat(config.settings().emaDecay()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"steps", "=3", "''"})
  void rejects_a_set_without_key_or_value(String set) {
    assertThatThrownBy(() -> Recipe.of("gan", "ring", 1).set(set))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--set needs KEY=VALUE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "penalties=[{type:r1,weight:1}]|'type:r1' has none; write {type: r1, weight: 1} and",
        "penalties=[{type: r1,weight:1}]|'weight:1' has none; write {type: r1, weight: 1} and",
        "generator={type:mlp}|'type:mlp' has none; write {type: mlp} and put quotes",
        "prior={type: mixture, sigma:-1}|'sigma:-1' has none; write {type: mixture, sigma: -1} and",
        "generator={type: mlp, hiddenSizes:8, x: {y:z}}|'hiddenSizes:8' has none; write",
        "generator={type: mlp, x: {y:z}}|'y:z' has none; write {y: z} and put quotes",
      })
  void a_missing_blank_in_a_set_is_named(String set, String message) {
    assertThatThrownBy(() -> Recipe.of("gan", "ring", 1).set(set))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "--set " + set + ": a blank must follow the colon of a key, but " + message);
  }

  @Test
  void a_value_in_brackets_that_the_shell_has_cut_wants_quotes() {
    assertThatThrownBy(() -> Recipe.of("gan", "ring", 1).set("penalties=[{type:"))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("; put quotes around a value with blanks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "family: gan\\ndata: ring\\nconfig:\\n  steps:20|3: config must be a group of keys; write a"
            + " blank after the colon: {steps: 20}",
        "family: gan\\ndata: ring\\nconfig: {steps:20}|3: a blank must follow the colon of a key, but"
            + " 'steps:20' has none; write {steps: 20}",
        "family: gan\\ndata: ring\\nconfig:\\n  penalties:\\n    - {type:r1}|5: a blank must follow",
        "family:gan\\ndata:ring|1: a recipe needs the keys family and data; write a blank after the"
            + " colon: {family: gan}",
        "{family:gan, data:ring}|1: a blank must follow the colon of a key, but 'family:gan' has"
            + " none; write {family: gan, data: ring}",
      })
  void a_missing_blank_in_a_file_is_named_with_its_line(String text, String message) {
    Path file = write(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> Recipe.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ":" + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "family: gan\\ndata: ring\\nseed:2|{seed: 2}",
        "family: gan\\ndata: ring\\nseed:2\\nconfig:\\n  steps: 3|{seed: 2}",
        "family: gan\\ndata: ring\\nconfig:\\n  steps:20\\n  batchSize: 5|{steps: 20}",
        "family: gan\\ndata: ring\\nconfig:\\n  penalties:\\n  - type:r1\\n    weight: 1|{type: r1}",
      })
  void a_missing_blank_that_makes_a_file_no_yaml_is_named(String text, String remedy) {
    Path file = write(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> Recipe.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(": is not YAML: ")
        .hasMessageEndingWith("; write a blank after the colon: " + remedy);
  }

  @Test
  void a_group_deeper_in_a_file_that_lacks_a_blank_is_named_with_its_line() {
    Path file = write(HEAD + "config:\n  steps: 3\n  prior:\n    components:5\n");
    assertThatThrownBy(() -> Recipe.read(file).over(DEFAULTS))
        .hasMessageStartingWith(file + ":7: prior must be a group of keys, but is 'components:5'; ")
        .hasMessageEndingWith("write a blank after the colon: {components: 5}");
  }

  @Test
  void colons_within_values_stay() {
    Recipe recipe = read("family: gan\ndata: grid:std=0.05\nconfig: {a: 'b:c', d: e:f}\n");
    assertThat(recipe.data()).isEqualTo("grid:std=0.05");
    assertThat(recipe.set("from=x:y").config().path("from").asString()).isEqualTo("x:y");
  }

  @Test
  void rejects_a_set_that_is_not_yaml_in_one_line() {
    assertThatThrownBy(() -> Recipe.of("gan", "ring", 1).set("penalties=[r1"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--set penalties=[r1:1: is not YAML: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void an_error_in_a_file_names_the_file_and_the_line() {
    Path file = write(HEAD + "config:\n  steps: 10\n  prior:\n    dmi: 3\n");
    assertThatThrownBy(() -> Recipe.read(file).over(DEFAULTS))
        .hasMessage(file + ":8: no key called 'prior.dmi'; did you mean 'prior.dim'?");
    Path other =
        write(HEAD + "config:\n  penalties:\n    - r1\n    - type: r1\n      weight: -1\n");
    assertThatThrownBy(() -> Recipe.read(other).over(DEFAULTS))
        .hasMessageStartingWith(other + ":9: penalties[1].weight must be");
  }

  @Test
  void an_error_in_the_file_is_not_attributed_to_a_set_with_the_same_prefix() {
    Path file = write(HEAD + "config:\n  generatorOptimizer: {learningRate: -1}\n");
    assertThatThrownBy(() ->
            Recipe.read(file).set("generator.hiddenSizes=[4]").set("generator=mlp").over(DEFAULTS))
        .hasMessageStartingWith(file + ":6: generatorOptimizer.learningRate must be");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "family: gan\\ndata: 3|2: data must be a name, but is 3",
        "family: gan\\ndata:|2: data must be a name, but is null",
        "data: ring|1: family is missing; add a line 'family: NAME'",
        "family: 3\\ndata: ring|1: family must be a name, but is 3",
        "family: gan\\ndata: ring\\nsede: 3|3: no key called 'sede'; did you mean 'seed'?",
        "family: gan\\ndata: ring\\nseed: x|3: seed must be a whole number, but is \"x\"",
        "family: gan\\ndata: ring\\nseed: 1.5|3: seed must be a whole number, but is 1.5",
        "everymode: 2\\nfamily: gan\\ndata: ring|1: everymode must be 1",
        "family: gan\\ndata: ring\\nconfig: 3|3: config must be a group of keys",
        "family: gan\\nfamily: gan\\ndata: ring|2: is not YAML: ",
        "family: gan\\n\\tdata: ring|2: is not YAML: ",
        "family: [gan|1: is not YAML: ",
        "- family|1: a recipe needs the keys family and data",
        "gan|1: a recipe needs the keys family and data",
        "''|1: a recipe needs the keys family and data",
        "# nothing|1: a recipe needs the keys family and data",
      })
  void rejects_an_invalid_file_with_its_line(String text, String message) {
    Path file = write(text.equals("''") ? "" : text.replace("\\n", "\n").replace("\\t", "\t"));
    assertThatThrownBy(() -> Recipe.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ":" + message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void rejects_a_missing_recipe_and_one_that_is_not_text() throws IOException {
    assertThatThrownBy(() -> Recipe.read(folder.resolve("none.yaml")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no recipe");
    Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4, '\n'});
    assertThatThrownBy(() -> Recipe.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessage(file + " is not UTF-8 text; save it as UTF-8");
  }

  @Test
  void accepts_a_byte_order_mark_and_windows_line_endings() {
    Recipe recipe = read("\uFEFF" + (HEAD + "config:\n  steps: 10\n").replace("\n", "\r\n"));
    assertThat(recipe.over(DEFAULTS).settings().steps()).isEqualTo(10);
  }

  @Test
  void the_whole_recipe_reads_back_as_the_same_record() {
    GanConfig odd =
        Recipe.of("gan", "ring", 1)
            .set(
                "prior={type: mixture, components: 4, range: 1.5, sigma: 1e-7, sigmaType: standard-deviation}")
            .set("penalties=[r2, gradient]")
            .set("loss={form: wasserstein, relativistic: true}")
            .set("discriminatorOptimizer=sgd")
            .set("emaDecay=0.1")
            .over(DEFAULTS);
    String text = Recipe.of("gan", "a b: #c", -5).yaml(odd);
    Recipe back = read(text);
    assertThat(back.over(DEFAULTS)).isEqualTo(odd);
    assertThat(back.data()).isEqualTo("a b: #c");
    assertThat(back.seed()).isEqualTo(-5);
    assertThat(back.yaml(odd)).isEqualTo(text);
  }

  private Recipe read(String text) {
    return Recipe.read(write(text));
  }

  private Path write(String text) {
    Path file = folder.resolve("recipe.yaml");
    RunDirectory.write(file, text.getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
