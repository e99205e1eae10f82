package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.recipient.ProfileDirectory;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.Subscriptions;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.http.StoreThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads everything that is known about a recipient, part by part. Addresses and settings are masked. */
public final class RecipientExport {
    /** Payloads and evidence may have hundreds of kilobytes each. */
    private static final int DELIVERIES = 20;

    private final Ports ports;
    private final EndpointViews views;
    private final AddressMasking addresses;
    private final StoreThreads threads;

    /** Where the data is read. */
    public record Ports(
            ProfileDirectory profiles,
            Subscriptions subscriptions,
            EndpointStore endpoints,
            QueryStore queries,
            PushStore pushes) {
        public static Ports of(Store store, ProfileDirectory profiles, Subscriptions subscriptions) {
            return new Ports(profiles, subscriptions, store.endpoints(), store.queries(), store.pushes());
        }
    }

    public RecipientExport(Ports ports, EndpointViews views, AddressMasking addresses, StoreThreads threads) {
        this.ports = ports;
        this.views = views;
        this.addresses = addresses;
        this.threads = threads;
    }

    /** Reads the first part: the profile and the endpoints. */
    public CompletableFuture<ExportPart> first(String tenant, String recipient) {
        IntentRules.checkRecipient("recipient", recipient);
        return threads.list(() -> ExportPart.of(
                ports.profiles().find(tenant, recipient).orElse(null),
                views.all(ports.endpoints()
                        .ofRecipients(tenant, List.of(recipient))
                        .getOrDefault(recipient, List.of()))));
    }

    /** Reads a later part. */
    public CompletableFuture<ExportPart> next(String tenant, String recipient, ExportPart.Next next) {
        return threads.list(() -> switch (next) {
            case ExportPart.Next.Topics topics -> topics(tenant, recipient, topics.cursor());
            case ExportPart.Next.Deliveries deliveries -> deliveries(tenant, recipient, deliveries);
        });
    }

    private ExportPart topics(String tenant, String recipient, @Nullable String cursor) {
        Page<String> page = ports.subscriptions().topicsOf(tenant, recipient, cursor);
        return ExportPart.ofTopics(
                page.items(),
                page.next() == null
                        ? new ExportPart.Next.Deliveries(null, null)
                        : new ExportPart.Next.Topics(page.next()));
    }

    private ExportPart deliveries(String tenant, String recipient, ExportPart.Next.Deliveries at) {
        DeliveryFilter filter =
                new DeliveryFilter(tenant, Set.of(), Set.of(), recipient, null, Set.of(), null, null, null);
        Page<Delivery> page = ports.queries().deliveries(filter, at.cursor(), DELIVERIES);
        List<ExportedDelivery> exported = new ArrayList<>();
        String last = at.notification();
        for (Delivery delivery : page.items()) {
            String id = delivery.notificationId().value();
            exported.add(exported(tenant, delivery, id.equals(last)));
            last = id;
        }
        return ExportPart.ofDeliveries(
                exported, page.next() == null ? null : new ExportPart.Next.Deliveries(page.next(), last));
    }

    private ExportedDelivery exported(String tenant, Delivery delivery, boolean known) {
        Notification notification = known
                ? null
                : ports.queries()
                        .notification(tenant, delivery.notificationId())
                        .orElse(null);
        return new ExportedDelivery(
                notification,
                addresses.of(delivery),
                ports.queries().attempts(tenant, delivery.id()),
                ports.pushes().acks(tenant, delivery.id()));
    }
}
