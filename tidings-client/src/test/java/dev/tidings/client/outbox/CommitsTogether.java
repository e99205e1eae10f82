package dev.tidings.client.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A database whose first transactions all commit at the same time, so that none sees the changes of another. */
final class CommitsTogether {
    private final DataSource real;
    private final CountDownLatch transactions;

    CommitsTogether(DataSource real, int transactions) {
        this.real = real;
        this.transactions = new CountDownLatch(transactions);
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        transactions.countDown();
                        if (!transactions.await(60, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("the other transaction did not come to its commit");
                        }
                    }
                    try {
                        Object answer = method.invoke(target, arguments);
                        return answer instanceof Connection connection ? proxy(Connection.class, connection) : answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
