package dev.tidings.store.jdbc;

import dev.tidings.core.audit.AuditedWrite;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds the record of an audited change to the transaction that makes it. */
public final class AuditedTransactions {
    private volatile @Nullable AuditTable audit;

    public void recordIn(AuditTable table) {
        audit = table;
    }

    /**
     * Runs a transaction, with the record of what the calling thread writes if the work changes a row.
     *
     * @param transaction runs work in a transaction, perhaps more than once
     */
    public <T extends @Nullable Object> T run(Transaction.Work<T> work, Function<Transaction.Work<T>, T> transaction) {
        AuditedWrite write = AuditedWrite.current();
        AuditTable table = audit;
        if (write == null || table == null || !write.pending()) {
            return transaction.apply(work);
        }
        Recording<T> recording = new Recording<>(work, write, table);
        T result = transaction.apply(recording);
        if (recording.inserted) {
            write.recorded();
        }
        return result;
    }

    private static final class Recording<T extends @Nullable Object> implements Transaction.Work<T> {
        private final Transaction.Work<T> work;
        private final AuditedWrite write;
        private final AuditTable table;
        private boolean inserted;

        Recording(Transaction.Work<T> work, AuditedWrite write, AuditTable table) {
            this.work = work;
            this.write = write;
            this.table = table;
        }

        @Override
        public T in(Transaction tx) throws SQLException {
            long before = tx.changedRows();
            T result = work.in(tx);
            inserted = tx.changedRows() > before;
            if (inserted) {
                table.insert(tx, write);
            }
            return result;
        }
    }
}
