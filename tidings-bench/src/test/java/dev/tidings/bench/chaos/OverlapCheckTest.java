package dev.tidings.bench.chaos;

import static dev.tidings.bench.chaos.RecordedAttempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverlapCheckTest {
    private final OverlapCheck check = new OverlapCheck();

    private void add(String key, String delivery, String... attempts) throws Exception {
        check.add(key, delivery, RecordedAttempts.history(attempts));
    }

    @Test
    void attempts_of_one_key_one_after_the_other_are_no_violation() throws Exception {
        add("a", "dlv_1", attempt("01.000", "02.000", "retry"), attempt("05.000", "06.000", "sent"));
        add("a", "dlv_2", attempt("01.950", "04.000", "sent"));
        add("b", "dlv_3", attempt("01.000", "06.000", "sent"));

        assertThat(check.violations()).isEmpty();
        assertThat(check.attempts()).isEqualTo(4);
    }

    @Test
    void overlapping_attempts_of_one_key_are_a_violation() throws Exception {
        add("a", "dlv_1", attempt("01.000", "05.000", "sent"));
        add("a", "dlv_2", attempt("02.000", "03.000", "sent"));
        add("a", "dlv_3", attempt("04.000", "06.000", "sent"));

        assertThat(check.violations()).hasSize(2).allMatch(violation -> violation.contains("dlv_1"));
    }

    @Test
    void an_interrupted_attempt_lasts_until_it_is_taken_over() throws Exception {
        add("a", "dlv_1", attempt("01.000", "01.000", "unknown"), attempt("09.000", "10.000", "sent"));
        add("a", "dlv_2", attempt("05.000", "06.000", "sent"));

        assertThat(check.violations()).singleElement().asString().contains("dlv_2", "dlv_1");
    }
}
