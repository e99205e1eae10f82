package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.ShuttingDownException;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void a_stopping_server_returns_a_retryable_status() {
        Problem problem = Failures.problem(new CompletionException(ShuttingDownException.get()));

        assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(problem.message()).contains("another node");
    }

    @Test
    void store_failures_are_described_without_the_stores_address() {
        String log = "cannot write in jdbc:postgresql://db.internal/tidings: the disk is full (ERROR: at db.internal)";

        for (StoreUnavailable failure :
                List.of(new StoreUnavailable(log, "the disk is full"), new StoreBusy(log, "the disk is full"))) {
            Problem problem = Failures.problem(new CompletionException(failure));

            assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(problem.retryAfter()).isPositive();
            assertThat(problem.message()).contains("the disk is full").doesNotContain("jdbc:", "db.internal");
        }
    }
}
