using System.Globalization;
using System.Text.Json;
using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.Secrets;

namespace LlmFunctions.Bench.Micro;

/// <summary>A stored configuration of 20 providers and some routes, which is a new one whenever that is wanted.</summary>
internal sealed class OneConfiguration(int routes) : IConfigurationStore, ISchemaStore, ISecretStore
{
    private readonly ConfigurationDocuments _documents = new(
    [
        .. Enumerable.Range(0, 20).Select(static i => Document(ConfigurationKind.Providers, $"provider-{i}", """{"Dialect":"openai","BaseUrl":"https://provider.example.org/v1/","Secret":"key"}""")),
        .. Enumerable.Range(0, routes).Select(static i => Document(ConfigurationKind.Routes, $"route-{i}", $$"""{"Models":["provider-{{i % 20}}/model","provider-{{(i + 1) % 20}}/model"]}""")),
    ]);

    public long Revision { get; private set; }

    public void Change() => Revision++;

    public Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult(Head());

    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new StoredConfiguration(Head(), _documents));

    public Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is changed through it.");

    /// <summary>Why the last one was not taken.</summary>
    public string? Problem { get; private set; }

    public Task ReportAsync(InstanceReport report, CancellationToken cancellationToken)
    {
        Problem = report.Error;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InstanceReport>>([]);

    Task<SchemaState> ISchemaStore.ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new SchemaState(SchemaKeeper.Current));

    public Task<SchemaState?> ReplaceAsync(SchemaState expected, SchemaState next, CancellationToken cancellationToken) => Task.FromResult<SchemaState?>(next);

    public bool Has(string name) => true;

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => throw new NotSupportedException("Nothing is kept in it.");

    private static ConfigurationDocument Document(ConfigurationKind kind, string name, string value) => new()
    {
        Kind = kind,
        Name = name,
        Value = JsonElement.Parse(value),
        Revision = 1,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private ConfigurationHead? Head() => new(Revision, "content", Revision.ToString(CultureInfo.InvariantCulture));
}
