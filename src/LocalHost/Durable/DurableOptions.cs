using LlmFunctions.LocalHost.Hosting;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>What LocalHost takes of the <c>extensions.durableTask</c> section of <c>host.json</c>.</summary>
internal sealed record DurableOptions(string Hub, int MostActivities, int MostOrchestrators, TimeSpan PollInterval)
{
    // A settings reader of the Functions host: any setting of host.json can be overridden by this prefix.
    private const string Override = "AzureFunctionsJobHost:extensions:durableTask:";

    /// <summary>How long a lease lasts that nobody renews: the time after which the work of a killed process is taken over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    public static DurableOptions Read(HostJson hostJson, IConfiguration configuration)
    {
        string? Value(string name) => configuration[Override + name] ?? hostJson.DurableTask[name];
        return new DurableOptions(
            Value("hubName") ?? "Durable",
            Number("maxConcurrentActivityFunctions", Value("maxConcurrentActivityFunctions"), 10),
            Number("maxConcurrentOrchestratorFunctions", Value("maxConcurrentOrchestratorFunctions"), 5),
            TimeSpan.TryParse(Value("storageProvider:maxQueuePollingInterval"), out var interval) && interval > TimeSpan.Zero ? interval : TimeSpan.FromSeconds(1));
    }

    private static int Number(string name, string? value, int otherwise) => value is null ? otherwise
        : int.TryParse(value, out var number) && number > 0 ? number
        : throw new LocalHostStartException($"host.json: extensions.durableTask.{name} must be a number above zero, not '{value}'.");
}
