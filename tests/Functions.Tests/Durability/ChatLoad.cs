using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmFunctions.Testing;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Calls the sandbox through a gateway, and tells which answers the client has seen to their end.</summary>
internal sealed class ChatLoad(LocalHostProcess gateway, string key) : IDisposable
{
    private static readonly byte[] EndOfStream = "data: [DONE]\n\n"u8.ToArray();

    // Longer than any test takes: a request that waits for its record is slow, not broken.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Makes one call; returns its id when the answer came whole, and null when the connection broke.</summary>
    public async Task<string?> AskAsync(bool streamed, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await SendAsync(streamed, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }

            bool whole = streamed ? await ReadStreamAsync(response, cancellationToken) : (await response.Content.ReadAsByteArrayAsync(cancellationToken)).Length > 0;
            return whole ? response.Headers.GetValues("x-request-id").Single() : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            // The last is what a connection pool lets through when the other end dies just as it has connected.
            return null;
        }
    }

    /// <summary>Makes many calls at once, every fourth of them streamed, and returns the ids of those that were answered.</summary>
    /// <param name="count">How many calls.</param>
    /// <param name="concurrency">How many at a time.</param>
    /// <param name="answered">Called with the number of answers so far.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<IReadOnlyCollection<string>> AskAsync(int count, int concurrency, Action<int> answered, CancellationToken cancellationToken)
    {
        var ids = new ConcurrentQueue<string>();
        int answers = 0;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (number, token) =>
        {
            if (await AskAsync(streamed: number % 4 == 0, token) is { } id)
            {
                ids.Enqueue(id);
                answered(Interlocked.Increment(ref answers));
            }
        });
        return ids;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Returns as soon as the end has arrived, without waiting for the connection.</summary>
    private static async Task<bool> ReadStreamAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith(EndOfStream))
        {
            int read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            length += read;
        }

        return true;
    }

    private async Task<HttpResponseMessage> SendAsync(bool streamed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.BaseAddress, "/v1/chat/completions"));
        request.Headers.Add("Authorization", $"Bearer {key}");
        string stream = streamed ? "true" : "false";
        request.Content = new StringContent(
            $$"""{"model":"sandbox/echo","stream":{{stream}},"messages":[{"role":"user","content":"hello"}],"sandbox":{"tokens":20} }""",
            Encoding.UTF8,
            "application/json");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
