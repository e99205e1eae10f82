package dev.tidings.core.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CauseTest {
    private final Exception wrong = new IllegalStateException("wrong", new Exception("its own cause"));

    @Test
    void nested_future_exceptions_are_unwrapped() {
        assertThat(Cause.of(wrong)).isSameAs(wrong);
        assertThat(Cause.of(new CompletionException(wrong))).isSameAs(wrong);
        assertThat(Cause.of(new ExecutionException(new CompletionException(wrong))))
                .isSameAs(wrong);
    }

    @Test
    void unchecked_wraps_only_checked_exceptions() {
        assertThat(Cause.unchecked(new ExecutionException(wrong))).isSameAs(wrong);
        Exception checked = new Exception("checked");
        assertThat(Cause.unchecked(new ExecutionException(checked)))
                .isInstanceOf(CompletionException.class)
                .hasCause(checked);
        Error error = new AssertionError("a defect");
        assertThatThrownBy(() -> Cause.unchecked(new CompletionException(error)))
                .isSameAs(error);
    }

    @Test
    void a_wrapper_without_a_cause_is_returned_itself() {
        CompletionException empty = new CompletionException("nothing in it", null);
        assertThat(Cause.of(empty)).isSameAs(empty);
    }
}
