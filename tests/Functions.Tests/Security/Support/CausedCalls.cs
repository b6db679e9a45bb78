using System.Collections.Concurrent;
using System.Diagnostics;

namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>Tells what an app in this process writes to its storage on behalf of a request, by the trace that both belong to.</summary>
internal static class CausedCalls
{
    private const string Clients = "System.Net.Http";
    private const string Servers = "Microsoft.AspNetCore";

    private static readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<string>> Watched = [];

    private static readonly ActivityListener Listener = Listen();

    /// <summary>Makes a request, and returns what was written before its answer came. Left out are readings, and that a table is made which is not there yet.</summary>
    public static async Task<(T Answer, IReadOnlyCollection<string> Writes)> WatchAsync<T>(Uri app, Func<Task<T>> request)
    {
        ConcurrentQueue<string> calls = [];
        using Activity activity = new("probe");
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        Watched[activity.TraceId] = calls;
        try
        {
            T answer = await request();
            return (answer, [.. calls.Where(call => !call.Contains(app.Authority, StringComparison.Ordinal) && !call.StartsWith("GET ", StringComparison.Ordinal) && !call.EndsWith("/Tables", StringComparison.Ordinal))]);
        }
        finally
        {
            Watched.TryRemove(activity.TraceId, out _);
            GC.KeepAlive(Listener);
        }
    }

    private static ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name is Clients or Servers,
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) => Watched.ContainsKey(options.Parent.TraceId) ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = static activity =>
            {
                if (activity.Source.Name == Clients && Watched.TryGetValue(activity.TraceId, out ConcurrentQueue<string>? calls))
                {
                    calls.Enqueue($"{activity.GetTagItem("http.request.method")} {activity.GetTagItem("url.full")}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
