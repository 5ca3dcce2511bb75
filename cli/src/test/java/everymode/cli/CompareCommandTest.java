package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompareCommandTest {

  @Test
  void commas_inside_a_data_set_do_not_split_it() {
    List<String> data =
        new CommandLine(new CompareCommand())
            .parseArgs("--data", "ring,digits[0,1,7*0.5],grid:std=0.2,points=2500,ring:seed=1")
            .matchedOptionValue("--data", List.of());
    assertThat(data)
        .containsExactly("ring", "digits[0,1,7*0.5]", "grid:std=0.2,points=2500", "ring:seed=1");
  }

  @Test
  void the_help_shows_a_plain_comma() {
    assertThat(new CommandLine(new CompareCommand()).getUsageMessage())
        .contains("--data=<data>[,<data>...]");
  }
}
