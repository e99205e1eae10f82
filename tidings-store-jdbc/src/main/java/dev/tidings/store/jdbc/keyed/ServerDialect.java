package dev.tidings.store.jdbc.keyed;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Dialect;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The words in which database servers differ when deliveries are looked for. */
public interface ServerDialect extends Dialect {
    /** How a listing comes by its deliveries. */
    enum Way {
        /** Down from the newest. */
        NEWEST,
        OF_RECIPIENT,
        OF_NOTIFICATION,
        /** Only dead, skipped and canceled ones are looked at. */
        NOT_SENT,
        /** Only pending, sending and failed ones are looked at. */
        OPEN
    }

    /** Part of a WHERE, with its named parameters. */
    record Condition(String sql, Map<String, ?> parameters) {}

    /** When a delivery {@code d} is due or, while it is sending, its lease ends. */
    String dueAt();

    /** Deliveries {@code d} joined with their notifications {@code n}; tells the planner which way to go where it must be told. */
    String deliveries(Way way);

    /** True of every delivery {@code d} that is open, for the index that finished ones are not read from. */
    Condition open(Handle handle);

    /**
     * A condition on a text column: one of so many values.
     *
     * @param values how many, at least one
     */
    String among(String column, int values);

    /** Sets the parameters of {@link #among}. */
    Binding bindAmong(Binding binding, Collection<String> values) throws SQLException;
}
