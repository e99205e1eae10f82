package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The limit of the parameters of constructors and static factories, and the records that may have more. */
final class ParameterLimit {
    /** The maximum number of constructor parameters; otherwise group them by concept, or split the class. */
    private static final int MOST_PARAMETERS = 7;

    /**
     * Records with one component per column of a row or field of a message, which are passed as a whole and
     * read by name. Classes with behavior do not belong here, nor records that are created by hand in several
     * places.
     */
    private static final Set<String> ROWS_AND_MESSAGES = Set.of(
            "dev.tidings.cli.demo.ReceivedWebhook",
            "dev.tidings.client.outbox.DeadRow",
            "dev.tidings.client.outbox.OutboxRow",
            "dev.tidings.console.api.AttemptShown",
            "dev.tidings.console.api.DeliveryShown",
            "dev.tidings.console.api.EndpointCounts",
            "dev.tidings.console.api.EndpointShown",
            "dev.tidings.console.api.NotificationShown",
            "dev.tidings.core.access.ApiKey",
            "dev.tidings.core.bulk.BulkRun",
            "dev.tidings.core.delivery.Attempt",
            "dev.tidings.core.delivery.Completion",
            "dev.tidings.core.delivery.Delivery",
            "dev.tidings.core.delivery.LeasedDelivery",
            "dev.tidings.core.endpoint.Endpoint",
            "dev.tidings.core.notification.Intent",
            "dev.tidings.core.notification.Notification",
            "dev.tidings.core.store.DeliveryFilter",
            "dev.tidings.core.store.NewDelivery",
            "dev.tidings.core.store.NotificationSummary",
            "dev.tidings.jobs.docker.ObservedContainer",
            "dev.tidings.jobs.process.ProcessRecord",
            "dev.tidings.jobs.runtime.GameRuntime",
            "dev.tidings.jobs.runtime.ObservedRuntime",
            "dev.tidings.jobs.runtime.Operation",
            "dev.tidings.admin.EndpointPut",
            "dev.tidings.store.jdbc.DueDelivery");

    /** Records with one component per setting of a configuration section, or of a client's options. */
    private static final Set<String> SETTINGS = Set.of(
            "dev.tidings.channels.email.EmailSettings",
            "dev.tidings.client.outbox.RelayOptions",
            "dev.tidings.engine.dispatch.HealthSettings",
            "dev.tidings.http.PortLimits",
            "dev.tidings.jobs.docker.DockerSettings",
            "dev.tidings.server.config.ChannelSection",
            "dev.tidings.server.config.Configuration",
            "dev.tidings.server.config.DockerSection",
            "dev.tidings.server.config.JobsSection",
            "dev.tidings.server.config.JobsSection$StreamsSection",
            "dev.tidings.server.config.LimitsSection",
            "dev.tidings.server.config.LimitsSection$Port",
            "dev.tidings.server.config.PushSection",
            "dev.tidings.server.config.RuntimesSection",
            "dev.tidings.server.config.StoreSection");

    private ParameterLimit() {}

    static void check(JavaClasses all) {
        Set<String> large = new TreeSet<>();
        for (JavaClass type : all) {
            if (isWritten(type) && mostParameters(type) > MOST_PARAMETERS) {
                large.add(type.getName());
            }
        }
        Set<String> carriers = new TreeSet<>(ROWS_AND_MESSAGES);
        carriers.addAll(SETTINGS);
        assertThat(large).isEqualTo(carriers);
        assertThat(carriers).allMatch(name -> all.get(name).isRecord());
    }

    private static boolean isWritten(JavaClass type) {
        boolean generated = type.getPackageName().startsWith("dev.tidings.v1")
                || type.getPackageName().startsWith("dev.tidings.push.v1");
        return !generated && !type.isAnonymousClass() && !type.isLocalClass();
    }

    /** The parameters of constructors and static factories, without those that the compiler adds. */
    private static int mostParameters(JavaClass type) {
        int added = type.isEnum() ? 2 : 0;
        Stream<Integer> constructors = type.getConstructors().stream()
                .map(constructor -> constructor.getRawParameterTypes().size() - added);
        Stream<Integer> methods = type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !method.getName().startsWith("lambda$"))
                .map(method -> method.getRawParameterTypes().size());
        return Stream.concat(constructors, methods)
                .mapToInt(count -> count)
                .max()
                .orElse(0);
    }
}
