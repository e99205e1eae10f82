package dev.tidings.spring;

import dev.tidings.client.outbox.UnsupportedDatabaseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains how to start on a database that the outbox does not support, such as Oracle. */
final class UnsupportedDatabaseAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, UnsupportedDatabaseException cause) {
        return new FailureAnalysis(
                "The Tidings outbox does not support " + cause.product()
                        + ": it supports PostgreSQL, MariaDB, MySQL, SQLite and, for tests, H2 2.2 or later."
                        + " A compatibility mode of another database is not enough, because the statements"
                        + " that lock rows differ.",
                "Point spring.datasource.url at one of them (SQLite needs no server: jdbc:sqlite:app.db), or set "
                        + "tidings.outbox.enabled=false and use the TidingsClient alone.",
                cause);
    }
}
