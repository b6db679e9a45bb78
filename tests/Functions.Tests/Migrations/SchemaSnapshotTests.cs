using System.Reflection;
using Azure.Data.Tables;
using LlmFunctions.Backups;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Sdk.Support;
using LlmFunctions.Migrations;
using LlmFunctions.Testing;
using Xunit;
using TableNames = LlmFunctions.AzureServices.Tables.TableNames;

namespace LlmFunctions.Functions.Tests.Migrations;

/// <summary>What any version of the app has stored is still there, and means the same, after this version has migrated it.</summary>
public sealed class SchemaSnapshotTests
{
    private const string Folder = "tests/Functions.Tests/Migrations/Snapshots";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, SchemaKeeper.Current)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_a_version_has_stored_is_answered_as_that_version_answered_it(int version)
    {
        SchemaSnapshot snapshot = SchemaSnapshot.Read(FileOf(version));
        Assert.NotEmpty(snapshot.Answers);
        string storage = await Azurite.FreshAsync();
        await snapshot.RestoreAsync(storage);

        IReadOnlyList<SnapshotAnswer> now = await AskAsync(storage, snapshot.At, snapshot.Key, snapshot.Answers);

        Assert.Empty(snapshot.Answers.Zip(now).SelectMany(static pair => pair.First.DifferencesTo(pair.Second)));
        TableEntity schema = await new TableServiceClient(storage).GetTableClient(TableNames.Schema).GetEntityAsync<TableEntity>("schema", "version", cancellationToken: Cancel);
        Assert.Equal(SchemaKeeper.Current, schema.GetInt32("Version"));
    }

    [Fact]
    public async Task A_snapshot_is_recorded_on_demand()
    {
        if (Environment.GetEnvironmentVariable("LLMFN_WRITE_SNAPSHOT") is not "1")
        {
            Assert.All(Versions, static version => Assert.True(File.Exists(FileOf(version.Data))));
            return;
        }

        string storage = await Azurite.FreshAsync();
        await using ScriptedProvider provider = SnapshotScenario.Provider();
        GatewaySettings settings = SnapshotScenario.Settings(provider.BaseUrl).With("AzureWebJobsStorage", storage);
        string key;
        IReadOnlyList<SnapshotAnswer> questions;
        DateTimeOffset at;
        await using (GatewayApp gateway = await GatewayApp.StartAsync(settings))
        {
            key = gateway.Key;
            (questions, at) = await SnapshotScenario.RunAsync(gateway);

            // An instance that ends tells the counters of limits all that was used.
            await gateway.StopAsync();
        }

        IReadOnlyList<BackupRow> rows = await SchemaSnapshot.DumpAsync(storage, settings["AzureFunctionsJobHost__extensions__durableTask__hubName"]!);
        string[] tables = [.. typeof(TableNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!)];
        Assert.Empty(tables.Except(rows.Select(static row => row.Table)));
        SchemaSnapshot snapshot = new() { At = at, Key = key, Rows = rows, Answers = await AskAsync(storage, at, key, questions) };
        snapshot.Write(FileOf(SchemaKeeper.Current));
    }

    /// <summary>Asks an app of its own, which knows nothing but what is stored.</summary>
    private static async Task<IReadOnlyList<SnapshotAnswer>> AskAsync(string storage, DateTimeOffset at, string key, IReadOnlyList<SnapshotAnswer> questions)
    {
        await using ScriptedProvider provider = SnapshotScenario.Provider();
        await using GatewayApp gateway = await GatewayApp.StartAsync(SnapshotScenario.Settings(provider.BaseUrl), new ManualTimeProvider(at), storage);
        List<SnapshotAnswer> answers = [];
        foreach (SnapshotAnswer question in questions)
        {
            answers.Add(await question.AskAsync(gateway, key));
        }

        return answers;
    }

    private static string FileOf(int version) => Repository.File(Folder, $"version-{version}.jsonl");
}
