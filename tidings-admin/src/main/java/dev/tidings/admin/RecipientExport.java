package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.intent.IntentRules;
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
import dev.tidings.http.export.ExportPart;
import java.util.ArrayList;
import java.util.List;
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
    public CompletableFuture<ExportPart<ExportedItem>> first(String tenant, String recipient) {
        IntentRules.checkRecipient("recipient", recipient);
        return threads.list(() -> {
            List<ExportedItem> items = new ArrayList<>();
            ports.profiles().find(tenant, recipient).ifPresent(known -> items.add(new ExportedItem.Profile(known)));
            views.all(ports.endpoints().ofRecipients(tenant, List.of(recipient)).getOrDefault(recipient, List.of()))
                    .forEach(endpoint -> items.add(new ExportedItem.Endpoint(endpoint)));
            return new ExportPart<>(items, () -> threads.list(() -> topics(tenant, recipient, null)));
        });
    }

    private ExportPart<ExportedItem> topics(String tenant, String recipient, @Nullable String cursor) {
        Page<String> page = ports.subscriptions().topicsOf(tenant, recipient, cursor);
        String next = page.next();
        return new ExportPart<>(
                page.<ExportedItem>map(ExportedItem.Subscription::new).items(),
                () -> threads.list(() ->
                        next == null ? deliveries(tenant, recipient, null, null) : topics(tenant, recipient, next)));
    }

    /** @param exported the id of the notification that was exported last; null if there is none */
    private ExportPart<ExportedItem> deliveries(
            String tenant, String recipient, @Nullable String cursor, @Nullable String exported) {
        Page<Delivery> page =
                ports.queries().deliveries(DeliveryFilter.of(tenant).withRecipient(recipient), cursor, DELIVERIES);
        List<ExportedItem> items = new ArrayList<>();
        String last = exported;
        for (Delivery delivery : page.items()) {
            NotificationId id = delivery.notificationId();
            if (!id.value().equals(last)) {
                // Retention may have removed it meanwhile.
                ports.queries()
                        .notification(tenant, id)
                        .ifPresent(found -> items.add(new ExportedItem.Notification(found)));
            }
            last = id.value();
            items.add(new ExportedItem.Delivery(
                    addresses.of(delivery),
                    ports.queries().attempts(tenant, delivery.id()),
                    ports.pushes().acks(tenant, delivery.id())));
        }
        String next = page.next();
        String before = last;
        return new ExportPart<>(
                items, next == null ? null : () -> threads.list(() -> deliveries(tenant, recipient, next, before)));
    }
}
