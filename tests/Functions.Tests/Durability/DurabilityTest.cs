using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Gateways as processes on one storage, and an app of its own for each test.</summary>
public abstract class DurabilityTest : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string App { get; } = $"app-{Guid.NewGuid():N}";

    /// <summary>A task hub and a site of the test's own: whoever shares them shares the work.</summary>
    protected string Hub { get; } = TableNames.UniquePrefix();

    protected string Storage { get; private set; } = "";

    public async ValueTask InitializeAsync() => Storage = await Azurite.ConnectionStringAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task<LocalHostProcess> StartAsync() => LocalHostProcess.StartAsync(
        Storage, [new("AzureFunctionsJobHost__extensions__durableTask__hubName", Hub), new("WEBSITE_SITE_NAME", Hub)], Cancellation);

    protected Task<IReadOnlyList<string>> RowsAsync() => UsageRows.RequestIdsAsync(Storage, App, Cancellation);

    /// <summary>Every one of these requests has exactly one row, and no request has two.</summary>
    protected async Task AssertRecordedOnceAsync(IReadOnlyCollection<string> answered)
    {
        IReadOnlyList<string> rows = await RowsAsync();
        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.Empty(answered.Except(rows));
    }
}
