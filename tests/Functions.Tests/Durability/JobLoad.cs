using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LlmFunctions.Testing;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>An app that asks for jobs by keys, and asks again whenever it was not told that they were accepted.</summary>
internal sealed class JobLoad(string app, Random random)
{
    private readonly ConcurrentDictionary<string, string> _accepted = new();
    private readonly List<(string Key, string Path, string Body)> _asked = [];

    /// <summary>The ids of the jobs, by the keys that stand for them.</summary>
    public IReadOnlyDictionary<string, string> Accepted => _accepted;

    public int Asked => _asked.Count;

    /// <summary>Makes up more jobs: chat with a fallback after a failure, and several models at once.</summary>
    public void Add(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string key = $"{app}-{_asked.Count}";
            string common = $$$""" "messages":[{"role":"user","content":"{{{key}}}"}],"sandbox":{"latency_ms":{{{random.Next(10, 400)}}}} """;
            _asked.Add(_asked.Count % 2 == 0
                ? (key, "/v1/chat/completions", $$"""{"model":"sandbox/one",{{common}}}""")
                : (key, "/api/v1/parallel", $$"""{"models":["sandbox/one","sandbox/two","sandbox/three"],"aggregate":"vote",{{common}}}"""));
        }
    }

    /// <summary>Asks for all that was not accepted yet; whoever is killed in between takes the rest with it.</summary>
    public async Task AskAsync(LocalHostProcess gateway, string apiKey, CancellationToken cancellationToken)
    {
        using HttpClient client = ClientOf(gateway, apiKey);
        await Parallel.ForEachAsync(_asked.Where(asked => !_accepted.ContainsKey(asked.Key)), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (asked, token) =>
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Post, asked.Path) { Content = new StringContent(asked.Body, Encoding.UTF8, "application/json") };
                request.Headers.Add("Prefer", "respond-async");
                request.Headers.Add("Idempotency-Key", asked.Key);
                using HttpResponseMessage response = await client.SendAsync(request, token);
                string body = await response.Content.ReadAsStringAsync(token);
                if (response.StatusCode != HttpStatusCode.Accepted)
                {
                    throw new InvalidOperationException($"{(int)response.StatusCode} {body}");
                }

                string id = JsonElement.Parse(body).GetProperty("id").GetString()!;
                if (_accepted.GetOrAdd(asked.Key, id) != id)
                {
                    throw new InvalidOperationException($"The key '{asked.Key}' stands for two jobs.");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
            {
                // The gateway was killed: asked again when there is another.
            }
        });
    }

    /// <summary>The job of a key, when it has come to its end.</summary>
    public async Task<JsonElement> EndOfAsync(LocalHostProcess gateway, string apiKey, string key, CancellationToken cancellationToken)
    {
        using HttpClient client = ClientOf(gateway, apiKey);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/jobs/{_accepted[key]}");
        request.Headers.Add("Prefer", "wait=100");
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static HttpClient ClientOf(LocalHostProcess gateway, string apiKey)
    {
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }
}
