using System.Diagnostics;
using System.Net;
using System.Text;

namespace LlmFunctions.Bench.Comparison;

/// <summary>Keeps so many streams open. None of the load generators sees when the first piece comes, so this one is ours.</summary>
internal static class StreamLoad
{
    public static async Task<StreamResult> RunAsync(Call call, int atOnce, TimeSpan duration, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker connections = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        byte[] body = Encoding.UTF8.GetBytes(call.Body);
        long start = Stopwatch.GetTimestamp();
        List<double>[] firsts = [.. Enumerable.Range(0, atOnce).Select(static _ => new List<double>())];
        double[] gaps = new double[atOnce];
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async index =>
        {
            // Spread over the first moments: streams of real clients do not all begin and end in step.
            await Task.Delay(TimeSpan.FromMilliseconds(400.0 * index / atOnce), TimeProvider.System, cancellationToken);
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                (double first, double gap) = await StreamAsync(connections, call, body, cancellationToken);
                firsts[index].Add(first);
                gaps[index] = Math.Max(gaps[index], gap);
            }
        }));
        double[] sorted = [.. firsts.SelectMany(static list => list).Order()];
        return new StreamResult(sorted.Length, Percentiles.Of(sorted), gaps.Max());
    }

    private static async Task<(double First, double Gap)> StreamAsync(HttpMessageInvoker connections, Call call, byte[] body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, call.Address) { Content = new ByteArrayContent(body) };
        foreach ((string name, string value) in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await connections.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{call.Address}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[4096];
        int read = await stream.ReadAsync(buffer, cancellationToken);
        long last = Stopwatch.GetTimestamp();
        double first = Stopwatch.GetElapsedTime(start, last).TotalMilliseconds;
        double gap = 0;
        bool ended = false;
        while (read > 0)
        {
            ended |= buffer.AsSpan(0, read).IndexOf("[DONE]"u8) >= 0;
            read = await stream.ReadAsync(buffer, cancellationToken);
            long now = Stopwatch.GetTimestamp();
            gap = Math.Max(gap, Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
            last = now;
        }

        return ended ? (first, gap) : throw new InvalidOperationException($"{call.Address}: the stream was cut.");
    }
}
