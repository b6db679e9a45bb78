using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's files, as far as batches need them.</summary>
public sealed class FilesApi(GatewayEndpoint endpoint, FileUpload upload, FileLibrary library, IFileStore store)
{
    private const int MostListed = 10_000;

    [Function("UploadFile")]
    public Task<IResult> Upload([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/files")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
            TypedResults.Json(FileObject.Of(await upload.ReadAsync(request, caller.App, cancellationToken)), BatchesJson.Default.FileObject));

    [Function("ListFiles")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/files")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
        {
            ListQuery query = ListQuery.Read(request.Query, MostListed, MostListed);
            if (query.After is { } after && !FileIds.IsOne(after))
            {
                throw new GatewayException(ErrorKind.InvalidRequest, "'after' must be the id of a file.", "after");
            }

            string? purpose = request.Query["purpose"] is [{ Length: > 0 } value, ..] ? value : null;
            IReadOnlyList<StoredFile> files = await store.ListAsync(caller.App, new FileFilter(purpose, query.After, query.IsDescending), query.Limit + 1, cancellationToken);
            return TypedResults.Json(ListOf<FileObject>.Of([.. files.Select(FileObject.Of)], query.Limit, static file => file.Id), BatchesJson.Default.ListOfFileObject);
        });

    [Function("GetFile")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/files/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
            TypedResults.Json(FileObject.Of(await library.GetAsync(caller.App, id, cancellationToken)), BatchesJson.Default.FileObject));

    [Function("FileContent")]
    public Task<IResult> Content([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/files/{id}/content")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
            new FileResult(store, await library.GetAsync(caller.App, id, cancellationToken)));

    [Function("DeleteFile")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/files/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
        {
            await library.DeleteAsync(caller.App, id, cancellationToken);
            return TypedResults.Json(new FileDeleted(id), BatchesJson.Default.FileDeleted);
        });
}
