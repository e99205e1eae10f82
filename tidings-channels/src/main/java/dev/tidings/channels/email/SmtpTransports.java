package dev.tidings.channels.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.DestroyMode;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Creates pooled connections to the mail server; idle ones are checked with NOOP before use. */
final class SmtpTransports extends BasePooledObjectFactory<SMTPTransport> {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final EmailSettings settings;
    private final Session session;

    /** @param utf8 for non-ASCII addresses, which require SMTPUTF8 */
    SmtpTransports(EmailSettings settings, boolean utf8) {
        this.settings = settings;
        Properties properties = properties(settings);
        properties.put("mail.mime.allowutf8", Boolean.toString(utf8));
        this.session = Session.getInstance(properties);
    }

    Session session() {
        return session;
    }

    GenericObjectPool<SMTPTransport> pool() {
        GenericObjectPoolConfig<SMTPTransport> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(settings.poolSize());
        config.setMaxIdle(settings.poolSize());
        config.setMaxWait(settings.timeout());
        config.setTestOnBorrow(true);
        config.setTimeBetweenEvictionRuns(IDLE);
        config.setMinEvictableIdleDuration(IDLE);
        config.setJmxEnabled(false);
        return new GenericObjectPool<>(this, config);
    }

    @Override
    public SMTPTransport create() throws MessagingException {
        SMTPTransport transport = (SMTPTransport) session.getTransport();
        transport.setLocalHost(settings.helloName().forServer(settings.host(), settings.port()));
        boolean authenticated = settings.username() != null;
        transport.connect(
                settings.host(),
                settings.port(),
                settings.username(),
                authenticated ? settings.password().reveal() : null);
        return transport;
    }

    @Override
    public PooledObject<SMTPTransport> wrap(SMTPTransport transport) {
        return new DefaultPooledObject<>(transport);
    }

    @Override
    public boolean validateObject(PooledObject<SMTPTransport> pooled) {
        boolean fresh = pooled.getBorrowedCount() <= 1;
        return fresh || pooled.getObject().isConnected();
    }

    @Override
    public void destroyObject(PooledObject<SMTPTransport> pooled, DestroyMode mode) throws MessagingException {
        pooled.getObject().close();
    }

    private static Properties properties(EmailSettings settings) {
        boolean tls = settings.security() == EmailSettings.Security.TLS;
        boolean startTls = settings.security() == EmailSettings.Security.STARTTLS;
        String protocol = tls ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", protocol);
        properties.put(prefix + "auth", Boolean.toString(settings.username() != null));
        properties.put(prefix + "auth.mechanisms", "PLAIN LOGIN");
        properties.put(prefix + "connectiontimeout", millis(settings.connectTimeout()));
        properties.put(prefix + "timeout", millis(settings.timeout()));
        properties.put(prefix + "writetimeout", millis(settings.timeout()));
        properties.put(prefix + "starttls.enable", Boolean.toString(startTls));
        properties.put(prefix + "starttls.required", Boolean.toString(startTls));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "quitwait", "false");
        properties.put(prefix + "ssl.socketFactory", settings.trusted().socketFactory());
        // Otherwise the library retries with the JDK's factory and reports that failure instead.
        properties.put(prefix + "socketFactory.fallback", "false");
        return properties;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
