package dev.tidings.store.jdbc;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells a database that cannot be used now, with what to do about it, from a defect. */
public final class Failures {
    private Failures() {}

    public static RuntimeException of(Database database, String doing, Throwable failure) {
        return of(database.name(), database.dialect(), doing, failure);
    }

    public static RuntimeException of(String database, Dialect dialect, String doing, Throwable failure) {
        if (failure instanceof StoreUnavailable || failure instanceof ProblemException) {
            return (RuntimeException) failure;
        }
        if (failure instanceof IOException) {
            return new StoreUnavailable("cannot " + doing + " in " + database + ": " + failure, failure);
        }
        SQLException sql = sqlIn(failure);
        if (sql == null) {
            return failure instanceof RuntimeException defect ? defect : new IllegalStateException(failure);
        }
        String advice = advice(dialect, sql);
        String message = "cannot " + doing + " in " + database + ": ";
        return advice == null
                ? new IllegalStateException(message + sql.getMessage(), failure)
                : new StoreUnavailable(message + advice + " (" + sql.getMessage() + ")", failure);
    }

    public static StoreUnavailable closed(String database, String doing) {
        return new StoreUnavailable("cannot " + doing + " in " + database + ": the store is closed");
    }

    private static @Nullable String advice(Dialect dialect, SQLException sql) {
        if (!(sql instanceof SQLTransientConnectionException)) {
            return dialect.advice(sql);
        }
        // It is the pool's own; behind it may stand why there is no connection.
        String behind = sql.getCause() instanceof SQLException cause ? dialect.advice(cause) : null;
        return behind == null ? "no connection is free" : behind;
    }

    /** Whether the database said something of the kind, wherever it stands among the causes. */
    public static boolean anySql(Throwable failure, Predicate<SQLException> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && kind.test(sql)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable SQLException sqlIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
