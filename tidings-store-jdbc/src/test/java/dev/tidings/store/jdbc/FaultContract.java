package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Distinguishes failures of a real database that are an outage from those of a single call. */
public abstract class FaultContract {
    /** A fault on a connection. */
    @FunctionalInterface
    protected interface Fate {
        void on(Transaction tx) throws SQLException;
    }

    protected abstract Database database();

    /** A statement that is canceled. */
    protected abstract void cancel(Transaction tx) throws SQLException;

    /** A write that is not allowed. */
    protected abstract void writeWhereNoneIsAllowed(Transaction tx) throws SQLException;

    @Test
    void a_canceled_read_fails_alone() {
        assertThat(whenReading(this::cancel)).isInstanceOf(StoreBusy.class).hasMessageContaining("cannot be tried in");
    }

    @Test
    void a_canceled_write_fails_alone() {
        assertThat(whenWriting(this::cancel)).isInstanceOf(StoreBusy.class);
    }

    @Test
    void a_failed_write_is_an_outage() {
        assertThat(whenWriting(this::writeWhereNoneIsAllowed)).isExactlyInstanceOf(StoreUnavailable.class);
    }

    @Test
    void a_read_that_fails_like_writes_fails_alone() {
        assertThat(whenReading(this::writeWhereNoneIsAllowed)).isInstanceOf(StoreBusy.class);
    }

    @Test
    void a_wrong_statement_is_a_defect() {
        Fate wrong = tx -> tx.execute(Sql.of("SELECT nothing FROM nowhere WHERE"));
        assertThat(whenReading(wrong)).isInstanceOf(IllegalStateException.class);
        assertThat(whenWriting(wrong)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_reason_for_callers_does_not_name_the_database() {
        assertThat(whenReading(this::cancel))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class,
                        failed -> assertThat(failed.reason())
                                .doesNotContain(database().name()));
    }

    @Test
    void after_a_failed_call_others_succeed() {
        assertThatThrownBy(() -> database().read("be tried", tx -> {
                    cancel(tx);
                    return true;
                }))
                .isInstanceOf(StoreBusy.class);
        assertThat(database()
                        .<Integer>read(
                                "read", tx -> tx.prepared(Sql.of("SELECT 1")).one(row -> row.getInt(1))))
                .isEqualTo(1);
    }

    protected Throwable whenReading(Fate fate) {
        return catchThrowable(() -> database().read("be tried", tx -> {
            fate.on(tx);
            return true;
        }));
    }

    protected Throwable whenWriting(Fate fate) {
        return catchThrowable(() -> database().write("be tried", tx -> {
            fate.on(tx);
            return true;
        }));
    }
}
