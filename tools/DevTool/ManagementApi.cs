using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevTool;

/// <summary>The management API of a running app.</summary>
internal sealed class ManagementApi : IDisposable
{
    public static readonly Option Url = new("--url", "<address>", "The app; http://127.0.0.1:7071 if not given.");
    public static readonly Option AdminKey = new("--admin-key", "<key>", "If not given: Gateway__AdminKey of the environment or of local.settings.json.");

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    private ManagementApi(HttpClient http) => _http = http;

    public static ManagementApi From(Arguments arguments, Workspace workspace)
    {
        var url = arguments.Value(Url.Name) ?? "http://127.0.0.1:7071";
        if (!Uri.TryCreate(url.TrimEnd('/') + "/api/v1/manage/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw arguments.Wrong($"{Url.Name} must be an http or https address, not '{url}'.");
        }

        var key = arguments.Value(AdminKey.Name) ?? LocalSettings.Read(workspace)[LocalSettings.AdminKey]
            ?? throw new UserException($"No admin key: give {AdminKey.Name}, or set {LocalSettings.AdminKey} in the environment or in local.settings.json.");
        return new ManagementApi(new HttpClient(new SocketsHttpHandler { UseProxy = !address.IsLoopback })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        });
    }

    /// <returns>The answer's JSON; an empty object where there is none.</returns>
    public Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), AnswerTime, ReadJsonAsync, cancellationToken);

    /// <summary>Sends a file, however large.</summary>
    public async Task<JsonObject> UploadAsync(string path, string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await SendAsync(HttpMethod.Post, path, new StreamContent(stream), Timeout.InfiniteTimeSpan, ReadJsonAsync, cancellationToken);
    }

    /// <summary>Gets a file, however large. Where it breaks off there is no file.</summary>
    public Task<long> DownloadAsync(string path, string file, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        path,
        null,
        Timeout.InfiniteTimeSpan,
        async response =>
        {
            var part = file + ".part";
            await using (var stream = File.Create(part))
            {
                await response.Content.CopyToAsync(stream, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
            return new FileInfo(file).Length;
        },
        cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, TimeSpan patience, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = content;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode
                ? await read(response)
                : throw new UserException($"{(int)response.StatusCode}: {Message(await response.Content.ReadAsStringAsync(limit.Token)) ?? response.ReasonPhrase}");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new UserException($"{_http.BaseAddress?.GetLeftPart(UriPartial.Authority)} does not answer ({e.Message}). Is the app running? Start it: dotnet dev.cs up");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserException($"{_http.BaseAddress?.GetLeftPart(UriPartial.Authority)} did not answer within {patience.TotalSeconds:0} s.");
        }
    }

    private async Task<JsonObject> ReadJsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return Parse(text) ?? (text is "" ? [] : throw new UserException($"{_http.BaseAddress} answered with something that is not JSON: is it this gateway?"));
    }

    public void Dispose() => _http.Dispose();

    private static string? Message(string text) => (Parse(text)?["error"] as JsonObject)?["message"]?.ToString();

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
