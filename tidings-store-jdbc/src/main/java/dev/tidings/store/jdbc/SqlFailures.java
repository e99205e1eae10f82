package dev.tidings.store.jdbc;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Distinguishes an unavailable database, with a hint, from a defect. */
public final class SqlFailures {
    private static final Set<String> LOST = Set.of("08", "57P");

    private SqlFailures() {}

    public static RuntimeException of(Database database, AccessMode access, String doing, Throwable failure) {
        return of(database.name(), database.dialect(), access, doing, failure);
    }

    public static RuntimeException of(
            String database, Dialect dialect, AccessMode access, String doing, Throwable failure) {
        if (failure instanceof StoreUnavailable || failure instanceof ProblemException) {
            return (RuntimeException) failure;
        }
        String message = "cannot " + doing + " in " + database + ": ";
        if (failure instanceof IOException) {
            return new StoreUnavailable(message + failure, "a file of the database cannot be used", failure);
        }
        SQLException sql = sqlIn(failure);
        if (sql == null) {
            return failure instanceof RuntimeException defect ? defect : new IllegalStateException(failure);
        }
        DatabaseFault fault = fault(dialect, access, sql);
        if (fault == null) {
            return new IllegalStateException(message + sql.getMessage(), failure);
        }
        String words = message + fault.hint() + " (" + oneLine(sql.getMessage()) + ")";
        return fault.isOutage(access)
                ? new StoreUnavailable(words, fault.hint(), failure)
                : new StoreBusy(words, fault.hint(), failure);
    }

    public static StoreUnavailable closed(String database, String doing) {
        return new StoreUnavailable(
                "cannot " + doing + " in " + database + ": the store is closed", "the store is closed");
    }

    private static @Nullable DatabaseFault fault(Dialect dialect, AccessMode access, SQLException sql) {
        if (sql instanceof SQLTransientConnectionException) {
            // The pool's own exception; its cause may be the reason for the lack of connections.
            DatabaseFault behind = sql.getCause() instanceof SQLException cause ? dialect.fault(cause) : null;
            return behind == null ? DatabaseFault.writes("no connection is free") : behind;
        }
        if (access == AccessMode.READ && any(sql, SocketTimeoutException.class)) {
            // The connection is given up because of a slow query.
            return DatabaseFault.statement("the query took too long");
        }
        return dialect.fault(sql);
    }

    /** Keeps the first line: servers add the position and hints on further lines. */
    private static String oneLine(@Nullable String said) {
        return said == null ? "no reason given" : said.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    private static boolean any(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the connection was lost or closed by the server. */
    static boolean lost(Throwable failure) {
        return anySql(
                failure, sql -> sql.getSQLState() != null && LOST.stream().anyMatch(sql.getSQLState()::startsWith));
    }

    /** Whether any cause is such an error of the database. */
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
