using LlmFunctions.Errors;

namespace LlmFunctions.Files;

/// <summary>The files of an app that are not over.</summary>
public sealed class FileLibrary(IFileStore store, TimeProvider timeProvider)
{
    /// <exception cref="GatewayException">The app has no file of this id.</exception>
    public async Task<StoredFile> GetAsync(string app, string id, CancellationToken cancellationToken) =>
        FileIds.IsOne(id) && await store.FindAsync(app, id, cancellationToken) is { } file && file.ExpiresAt > timeProvider.GetUtcNow()
            ? file
            : throw NotThere(id);

    /// <exception cref="GatewayException">The app has no file of this id.</exception>
    public async Task DeleteAsync(string app, string id, CancellationToken cancellationToken)
    {
        StoredFile file = await GetAsync(app, id, cancellationToken);
        await store.DeleteAsync(app, file.Id, cancellationToken);
    }

    public static GatewayException NotThere(string id) => new(ErrorKind.NotFound, $"There is no file '{id}'.", "id");
}
