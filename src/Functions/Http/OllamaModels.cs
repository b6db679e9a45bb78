using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What Ollama's clients ask about the models and the server.</summary>
public sealed class OllamaModels(GatewayEndpoint endpoint, ModelDirectory directory, Router router, GatewayOptions options)
{
    private static readonly ReadOnlyMemory<byte> NothingLoaded = """{"models":[]}"""u8.ToArray();

    // Which of Ollama's versions has the API that is spoken here; clients refuse those that they take for too old.
    private readonly ReadOnlyMemory<byte> _version = """{"version":"0.12.11"}"""u8.ToArray();

    [Function("OllamaTags")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tags")] HttpRequest request) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.None, (_, _) =>
            Task.FromResult<IResult>(Json(output => OllamaModelWriter.WriteList(directory.List(provider: null), output))));

    [Function("OllamaShow")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/show")] HttpRequest request) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.None, async (_, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            string name = OllamaModelNames.Listed(OllamaShowReader.ReadModel(body), directory);
            ListedModel model = directory.Find(name) ?? Resolve(name);
            return Json(output => OllamaModelWriter.Write(model, output));
        });

    /// <summary>The gateway keeps no model in memory.</summary>
    [Function("OllamaProcesses")]
    public Task<IResult> Processes([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ps")] HttpRequest request) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.None, static (_, _) => Task.FromResult<IResult>(Json(NothingLoaded)));

    /// <summary>Needs no key: clients ask it to find out whether there is a server at all.</summary>
    [Function("OllamaVersion")]
    public IResult Version([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/version")] HttpRequest request) => Json(_version);

    private static FileContentHttpResult Json(ReadOnlyMemory<byte> body) => TypedResults.Bytes(body, "application/json");

    private static FileContentHttpResult Json(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> body = new();
        write(body);
        return Json(body.WrittenMemory);
    }

    /// <summary>A model that is not listed can be there all the same, as <c>provider/model</c>.</summary>
    private ListedModel Resolve(string name)
    {
        ChatRequest request = new() { Model = name };
        Candidate found = router.Find(request, Demand.Of(request)) is [{ } first, ..] ? first
            : throw new GatewayException(ErrorKind.ModelNotFound, $"The model '{name}' is served by nobody who is configured.", "model");
        return new ListedModel(name, found.Provider.Name, found.Info);
    }
}
