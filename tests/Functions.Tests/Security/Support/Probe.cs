using System.Net.Http.Headers;
using LlmFunctions.Functions.Tests.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>Asks an endpoint what its first example asks, by anybody and with anything in the place of a parameter.</summary>
internal sealed class Probe
{
    private readonly GatewayApp _gateway;
    private readonly Endpoint _endpoint;
    private readonly MediaTypeHeaderValue? _type;

    private Probe(GatewayApp gateway, Endpoint endpoint, Prepared prepared, byte[]? body, MediaTypeHeaderValue? type) =>
        (_gateway, _endpoint, Prepared, Body, _type) = (gateway, endpoint, prepared, body, type);

    /// <summary>What was made for it.</summary>
    public Prepared Prepared { get; }

    /// <summary>The body of the example; null where there is none.</summary>
    public byte[]? Body { get; }

    /// <summary>Makes what must be there before, by a key of the app that it is to belong to.</summary>
    public static async Task<Probe> PrepareAsync(GatewayApp gateway, Endpoint endpoint, string key)
    {
        Prepared prepared = ExampleTests.Preparations.TryGetValue(endpoint.Id, out Prepare? prepare) ? await prepare(new ExampleCaller(gateway, key)) : new Prepared();
        using HttpContent? content = ExampleRequest.Contents(endpoint.Operation, prepared).First();
        return new Probe(gateway, endpoint, prepared, content is null ? null : await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), content?.Headers.ContentType);
    }

    /// <param name="identify">Says who asks.</param>
    /// <param name="path">What stands in the path, escaped, by the name of the parameter.</param>
    /// <param name="query">The query, escaped, with its question mark.</param>
    /// <param name="header">A header and its value.</param>
    /// <param name="body">The body, instead of the example's.</param>
    public async Task<GatewayAnswer> SendAsync(
        Action<HttpRequestHeaders> identify, (string Name, string Value)? path = null, string? query = null, (string Name, string Value)? header = null, byte[]? body = null)
    {
        Prepared prepared = path is { } replaced ? Prepared with { Path = new Dictionary<string, string>(Prepared.Path) { [replaced.Name] = replaced.Value } } : Prepared;

        // What is in it is sent as it is: a client that is up to no good does not tidy it up first.
        Uri address = new(
            _gateway.BaseAddress.GetLeftPart(UriPartial.Authority) + ExampleRequest.PathOf(_endpoint.Operation, prepared) + (query ?? prepared.Query),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(new HttpMethod(_endpoint.Operation.Method), address);
        if ((body ?? Body) is { } sent)
        {
            request.Content = new ByteArrayContent(sent) { Headers = { ContentType = _type } };
        }

        identify(request.Headers);
        foreach ((string name, string value) in ExampleRequest.RequiredHeaders(_endpoint.Operation).Where(required => required.Name != header?.Name))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (header is { } one)
        {
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);
        }

        using HttpResponseMessage response = await _gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }

    public Task<GatewayAnswer> SendAsync(string key) => SendAsync(By(key));

    public static Action<HttpRequestHeaders> By(string key) => headers => headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
}
