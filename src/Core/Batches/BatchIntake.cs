using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using LlmFunctions.Jobs;
using LlmFunctions.Security;

namespace LlmFunctions.Batches;

/// <summary>
/// Takes batches in. Each step can be done again: a request that is repeated after a crash, or that comes twice at once, completes
/// what the first had begun instead of beginning another batch.
/// </summary>
public sealed class BatchIntake(IBatchStore batches, FileLibrary library, GatewayOptions options, TimeProvider timeProvider)
{
    private const string Kind = "batch";
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Returns the batch when it is durable: a new one, or that of an earlier request with the same key.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="idempotencyKey">The header's value; null for none.</param>
    /// <param name="origin">What the request says beside its body.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="GatewayException">The request makes no sense, or the key stands for another one.</exception>
    public async Task<Batch> AcceptAsync(Caller caller, ReadOnlyMemory<byte> body, string? idempotencyKey, BatchOrigin origin, CancellationToken cancellationToken)
    {
        BatchRequest request = BatchRequestReader.Read(body);
        Rights needed = request.Endpoint == BatchEndpoint.Embeddings ? Rights.Embeddings : Rights.Chat;
        if (!caller.Has(needed))
        {
            throw new GatewayException(ErrorKind.PermissionDenied, $"The lines of this batch need a key with the scope {string.Join(", ", RightNames.Of(needed))}.");
        }

        origin.ReadWishes();
        string? keyHash = IdempotencyKey.Hash(idempotencyKey);
        string requestHash = IdempotencyKey.HashOf(Kind, $"{origin.Strategy}\n{origin.MaxCost}\n{origin.Timeout}", body.Span);
        await CheckAsync(caller.App, request.InputFileId, cancellationToken);
        Batch wanted = Make(caller, request, origin);
        JobClaim claim = await batches.BeginAsync(wanted, keyHash, requestHash, cancellationToken);
        if (claim.RequestHash != requestHash)
        {
            throw new GatewayException(ErrorKind.IdempotencyKeyReused, $"The {IdempotencyKey.Header} was used before with another request.", IdempotencyKey.Header);
        }

        if (claim.JobId != wanted.Id && await batches.FindAsync(caller.App, claim.JobId, cancellationToken) is { } known)
        {
            return known;
        }

        Batch batch = wanted with { Id = claim.JobId };
        await batches.AddAsync(batch, cancellationToken);
        return batch;
    }

    private async Task CheckAsync(string app, string fileId, CancellationToken cancellationToken)
    {
        StoredFile file;
        try
        {
            file = await library.GetAsync(app, fileId, cancellationToken);
        }
        catch (GatewayException exception) when (exception.Error.Kind == ErrorKind.NotFound)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, exception.Message, "input_file_id", exception);
        }

        if (file.Purpose != FilePurposes.Batch)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"The file '{fileId}' has the purpose '{file.Purpose}'; upload the input with '{FilePurposes.Batch}'.", "input_file_id");
        }
    }

    private Batch Make(Caller caller, BatchRequest request, BatchOrigin origin)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        return new Batch
        {
            Id = BatchIds.New(now),
            App = caller.App,
            KeyId = caller.KeyId,
            Endpoint = request.Endpoint,
            InputFileId = request.InputFileId,
            Metadata = request.Metadata,
            OutputRetention = request.OutputRetention,
            Origin = origin,
            CreatedAt = now,
            ExpiresAt = now + Window,
            PurgeAt = now + options.Batches.Retention,
        };
    }
}
