using LlmFunctions.Auditing;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>
/// Changes the configuration. Whatever is stored was checked as a whole, with exactly the state that it took the place of: of writers that
/// come at once one is first, and the others work their changes into what that one made of it.
/// </summary>
public sealed class ConfigurationEditor(IConfiguration settings, IConfigurationStore store, ISecretStore secrets, AuditTrail trail, TimeProvider timeProvider)
{
    private const int MostTries = 20;

    /// <summary>Every object, also those of the settings.</summary>
    public async Task<IReadOnlyList<ConfigurationEntry>> ListAsync(ConfigurationKind kind, CancellationToken cancellationToken)
    {
        ConfigurationDocuments documents = (await store.ReadAsync(cancellationToken)).Documents;
        IEnumerable<ConfigurationEntry> ofSettings = SettingsObjects.Of(settings, kind)
            .Where(known => documents.Find(kind, known.Name) is null)
            .Select(known => ConfigurationEntry.OfSettings(kind, known.Name, known.Value));
        return [.. documents.Of(kind).Select(Entry).Concat(ofSettings).OrderBy(static entry => entry.Name, kind.Comparer)];
    }

    /// <exception cref="GatewayException">There is no such object.</exception>
    public async Task<ConfigurationEntry> FindAsync(ConfigurationKind kind, string name, CancellationToken cancellationToken)
    {
        string accepted = kind.Accept(name);
        return (await store.ReadAsync(cancellationToken)).Documents.Find(kind, accepted) is { } document ? Entry(document)
            : SettingsObjects.Find(settings, kind, accepted) is { } value ? ConfigurationEntry.OfSettings(kind, accepted, value)
            : throw new GatewayException(ErrorKind.NotFound, $"There is none of the {kind} named '{accepted}'.", "name");
    }

    /// <summary>Makes changes, all or none of them.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="dryRun">Whether they are only tried.</param>
    /// <param name="actor">Who makes them.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="GatewayException">A change cannot be made of what is there, or what comes of it would not be valid.</exception>
    public async Task<ConfigurationOutcome> ApplyAsync(
        IReadOnlyList<ConfigurationChange> changes, bool dryRun, AuditActor actor, CancellationToken cancellationToken)
    {
        string secretSuffix = ConfigurationPlan.NewSecretSuffix();
        for (int tries = 0; tries < MostTries; tries++)
        {
            StoredConfiguration current = await store.ReadAsync(cancellationToken);
            DateTimeOffset now = timeProvider.GetUtcNow();
            ConfigurationPlan plan = new(settings, current, secretSuffix, now);
            foreach (ConfigurationChange change in changes)
            {
                plan.Add(change);
            }

            ConfigurationDocuments documents = plan.Documents;
            GatewaySetup setup = Check(documents, plan.Keys);
            ConfigurationOutcome outcome = new()
            {
                Configuration = current with { Documents = documents },
                Differences = plan.Differences,
                Warnings = setup.Warnings,
                IsApplied = !dryRun,
            };
            if (dryRun || plan.Differences.Count == 0)
            {
                return outcome;
            }

            try
            {
                ConfigurationHead head = await trail.RunAsync(
                    actor, ConfigurationAudit.Of(plan.Differences), () => CommitAsync(current.Head, plan, documents, now, cancellationToken), cancellationToken);
                return outcome with { Configuration = new StoredConfiguration(head, documents) };
            }
            catch (OtherWasFirstException)
            {
                // What was planned was planned on something that is not there any more.
            }
        }

        throw new GatewayException(ErrorKind.Conflict, "The configuration is being changed by too many at once. Try again.");
    }

    private async Task<ConfigurationHead> CommitAsync(
        ConfigurationHead? expected, ConfigurationPlan plan, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Before the documents that name them. The keys in use have other names: if another change was first and this one is refused, they are what they were.
        foreach ((string name, string key) in plan.Keys)
        {
            await secrets.SetAsync(name, key, cancellationToken);
        }

        return await store.ReplaceAsync(expected, documents, now, cancellationToken) ?? throw new OtherWasFirstException();
    }

    private static ConfigurationEntry Entry(ConfigurationDocument document) => new()
    {
        Kind = document.Kind,
        Name = document.Name,
        Value = document.Value,
        Tag = document.Tag,
        UpdatedAt = document.UpdatedAt,
    };

    private GatewaySetup Check(ConfigurationDocuments documents, IReadOnlyDictionary<string, string> keys)
    {
        try
        {
            return GatewaySetupReader.Read(settings, documents, name => keys.ContainsKey(name) || secrets.Has(name));
        }
        catch (ConfigurationException exception)
        {
            throw new GatewayException(new GatewayError
            {
                Kind = ErrorKind.InvalidConfiguration,
                Message = $"The configuration would not be valid: {string.Join(' ', exception.Errors)}",
                Details = exception.Errors,
            });
        }
    }

    private sealed class OtherWasFirstException() : GatewayException(ErrorKind.Conflict, "Another change of the configuration came first.");
}
