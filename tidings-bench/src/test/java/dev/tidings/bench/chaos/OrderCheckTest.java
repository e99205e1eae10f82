package dev.tidings.bench.chaos;

import static dev.tidings.bench.chaos.RecordedAttempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderCheckTest {
    private final OrderCheck check = new OrderCheck();

    private void add(String key, int number, String... attempts) throws Exception {
        check.add(key, number, "dlv_" + number, RecordedAttempts.history(attempts));
    }

    @Test
    void deliveries_that_start_after_the_end_of_the_one_before_are_in_order() throws Exception {
        add("a", 2, attempt("06.000", "07.000", "sent"));
        add("a", 1, attempt("01.000", "02.000", "retry"), attempt("05.000", "06.000", "dead"));
        add("b", 3, attempt("01.000", "02.000", "sent"));

        assertThat(check.violations()).isEmpty();
        assertThat(check.deliveries()).isEqualTo(3);
    }

    @Test
    void a_delivery_that_starts_before_a_retry_of_the_one_before_is_a_violation() throws Exception {
        add("a", 1, attempt("01.000", "02.000", "retry"), attempt("05.000", "06.000", "sent"));
        add("a", 2, attempt("03.000", "04.000", "sent"));

        assertThat(check.violations()).singleElement().asString().contains("dlv_2", "dlv_1", "key a");
    }

    @Test
    void deliveries_sent_in_the_wrong_order_are_a_violation() throws Exception {
        add("a", 1, attempt("03.000", "04.000", "sent"));
        add("a", 2, attempt("01.000", "02.000", "sent"));

        assertThat(check.violations()).hasSize(1);
    }
}
