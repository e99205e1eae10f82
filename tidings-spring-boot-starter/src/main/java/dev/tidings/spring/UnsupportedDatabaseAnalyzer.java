package dev.tidings.spring;

import dev.tidings.client.outbox.UnsupportedDatabaseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says of an application that starts on a database without an outbox, such as H2, what can be done. */
final class UnsupportedDatabaseAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, UnsupportedDatabaseException cause) {
        return new FailureAnalysis(
                "The outbox of Tidings cannot live in " + cause.product()
                        + ": it needs PostgreSQL, MariaDB, MySQL or SQLite, which lock and time its rows. "
                        + "A compatibility mode does not make another database one of these.",
                "Point spring.datasource.url at one of them (SQLite needs no server: jdbc:sqlite:app.db), or set "
                        + "tidings.outbox.enabled=false and use the TidingsClient alone.",
                cause);
    }
}
