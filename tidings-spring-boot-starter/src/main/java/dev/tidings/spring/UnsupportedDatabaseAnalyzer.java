package dev.tidings.spring;

import dev.tidings.client.outbox.UnsupportedDatabaseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains to an application that starts on a database without an outbox, such as Oracle, what can be done. */
final class UnsupportedDatabaseAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, UnsupportedDatabaseException cause) {
        return new FailureAnalysis(
                "The outbox of Tidings cannot live in " + cause.product()
                        + ": it needs PostgreSQL, MariaDB, MySQL, SQLite or, for tests, H2 2.2 or later, whose"
                        + " statements for locking and timing rows it knows. A compatibility mode does not make"
                        + " another database one of these.",
                "Point spring.datasource.url at one of them (SQLite needs no server: jdbc:sqlite:app.db), or set "
                        + "tidings.outbox.enabled=false and use the TidingsClient alone.",
                cause);
    }
}
