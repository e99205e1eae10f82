package dev.tidings.tenants.rest;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.json.JsonReader;
import dev.tidings.tenants.TenantPatch;
import dev.tidings.tenants.TenantSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of a creation and of a patch. A null sets the default. */
final class TenantBody {
    /** Read-only fields of a get response. A patch ignores them, so that a response can be sent back. */
    private static final Set<String> SHOWN =
            Set.of("id", "status", "limits", "usage", "suspended_at", "created_at", "updated_at", "etag");

    private static final Set<String> QUOTAS =
            Set.of("intents_per_second", "waiting_deliveries", "endpoints", "stored_bytes");

    private final List<UnaryOperator<TenantSettings>> changes = new ArrayList<>();
    private final boolean creates;
    private @Nullable String id;

    private TenantBody(boolean creates) {
        this.creates = creates;
    }

    /** A tenant to create. */
    record New(String id, TenantSettings settings) {}

    static New creation(byte[] body) {
        return JsonReader.read(body, json -> {
            TenantBody read = new TenantBody(true).object(json);
            if (read.id == null) {
                throw Problem.invalid("id", null, "the id of the tenant").exception();
            }
            return new New(read.id, read.patch().apply(TenantSettings.DEFAULT));
        });
    }

    static TenantPatch patch(byte[] body) {
        return JsonReader.read(body, json -> new TenantBody(false).object(json).patch());
    }

    private TenantPatch patch() {
        List<UnaryOperator<TenantSettings>> all = List.copyOf(changes);
        return settings -> {
            TenantSettings changed = settings;
            for (UnaryOperator<TenantSettings> change : all) {
                changed = change.apply(changed);
            }
            return changed;
        };
    }

    private TenantBody object(JsonReader json) throws IOException {
        json.object((creates ? "id, " : "") + "display_name, weight, quotas", name -> field(json, name));
        return this;
    }

    private boolean field(JsonReader json, String name) throws IOException {
        if (creates && name.equals("id")) {
            id = json.optionalText();
            return true;
        }
        switch (name) {
            case "display_name" -> {
                String shown = Objects.requireNonNullElse(json.optionalText(), "");
                changes.add(before -> new TenantSettings(shown, before.weight(), before.quotas()));
            }
            case "weight" -> {
                int weight = json.absent() ? TenantWeights.DEFAULT : (int) json.integer(1, TenantWeights.MOST);
                changes.add(before -> new TenantSettings(before.displayName(), weight, before.quotas()));
            }
            case "quotas" -> {
                if (json.absent()) {
                    changes.add(before ->
                            new TenantSettings(before.displayName(), before.weight(), TenantQuotas.INHERITED));
                } else {
                    json.object(
                            "intents_per_second, waiting_deliveries, endpoints, stored_bytes",
                            quota -> quota(json, quota));
                }
            }
            default -> {
                if (creates || !SHOWN.contains(name)) {
                    return false;
                }
                json.skip();
            }
        }
        return true;
    }

    private boolean quota(JsonReader json, String name) throws IOException {
        if (!QUOTAS.contains(name)) {
            return false;
        }
        @Nullable Long quota = json.absent() ? null : json.integer(0, TenantQuotas.MOST);
        changes.add(before -> {
            TenantQuotas own = before.quotas();
            TenantQuotas changed = switch (name) {
                case "intents_per_second" ->
                    new TenantQuotas(quota, own.waitingDeliveries(), own.endpoints(), own.storedBytes());
                case "waiting_deliveries" ->
                    new TenantQuotas(own.intentsPerSecond(), quota, own.endpoints(), own.storedBytes());
                case "endpoints" ->
                    new TenantQuotas(own.intentsPerSecond(), own.waitingDeliveries(), quota, own.storedBytes());
                default -> new TenantQuotas(own.intentsPerSecond(), own.waitingDeliveries(), own.endpoints(), quota);
            };
            return new TenantSettings(before.displayName(), before.weight(), changed);
        });
        return true;
    }
}
