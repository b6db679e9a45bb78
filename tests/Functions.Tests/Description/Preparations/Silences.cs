using System.Globalization;
using LlmFunctions.Functions.Tests.Description.Support;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>Silences of alerts, which end in the future only.</summary>
internal static class Silences
{
    // What stands for the end in the example.
    private const string End = "2027-01-01T00:00:00Z";

    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>
    {
        ["CreateSilence"] = static _ => Task.FromResult(new Prepared { Body = new Dictionary<string, string> { [End] = Tomorrow } }),
        ["DeleteSilence"] = static async caller =>
        {
            string body = ExampleCaller.Body("CreateSilence").GetRawText().Replace(End, Tomorrow, StringComparison.Ordinal);
            return Prepared.Named("id", (await caller.PostAsync("/api/v1/alerts/silences", body)).GetProperty("id").GetString()!);
        },
    };

    private static string Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
