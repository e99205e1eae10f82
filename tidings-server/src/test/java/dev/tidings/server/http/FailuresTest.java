package dev.tidings.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.ShuttingDownException;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void a_stopping_server_sends_producers_elsewhere_instead_of_failing_them_for_good() {
        Problem problem = Failures.problem(new CompletionException(ShuttingDownException.get()));

        assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(problem.message()).contains("another node");
    }
}
