using LlmFunctions.Functions.Tests.EndToEnd.Support;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>What tests of durability look at in the ledger.</summary>
internal static class UsageRows
{
    /// <summary>The request ids of an app's rows, in the order of the table.</summary>
    public static async Task<IReadOnlyList<string>> RequestIdsAsync(string storage, string app, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(storage, app, cancellationToken)).Select(static row => row.Request)];

    /// <summary>An app's rows, in the order of the table.</summary>
    public static async Task<IReadOnlyList<(string Request, string Model, string Outcome)>> ReadAsync(string storage, string app, CancellationToken cancellationToken) =>
        [.. (await UsageTables.ReadAsync(storage, app, cancellationToken)).Select(static row => (row.GetString("RequestId"), row.GetString("Model"), row.GetString("Outcome")))];
}
