package example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import everymode.Everymode;
import everymode.data.catalog.Datasets;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// Trains in the common pool, whose threads know nothing of the class loader of this program, and
/// answers with the Jackson 2 of Spring Boot.
@SpringBootApplication
public class Service {

  record Answer(String family, float[] points) {}

  static void main(String[] arguments) {
    SpringApplication.run(Service.class, arguments);
  }

  @Bean
  ApplicationRunner train(ObjectMapper json) {
    return _ -> CompletableFuture.runAsync(() -> IO.println(answer(json))).join();
  }

  private static String answer(ObjectMapper json) {
    try (var model = Everymode.train("gmgan", Datasets.open("ring")).seed(1).steps(20).run()) {
      return json.writeValueAsString(new Answer("gmgan", model.samples(2)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
