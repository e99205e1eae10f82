package dev.tidings.client.outbox;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Random;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A database that is sometimes unavailable and in whose commits a process may die, before or after the commit. */
final class FaultyDataSource implements DataSource {
    private final String url;
    private final Random random;
    private boolean healed;

    FaultyDataSource(String url, Random random) {
        this.url = url;
        this.random = random;
    }

    void heal() {
        healed = true;
    }

    private boolean strikes(int oneOf) {
        return !healed && random.nextInt(oneOf) == 0;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (strikes(30)) {
            throw new SQLException("the database is unavailable", "08001");
        }
        Connection real = DriverManager.getConnection(url);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit && strikes(15)) {
                        throw new RelayCrash();
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (commit && strikes(15)) {
                            throw new RelayCrash();
                        }
                        return answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("it wraps nothing that is a " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
