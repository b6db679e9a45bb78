using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using LlmFunctions.Errors;
using LlmFunctions.ModelManagement;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps what is known of required models: a partition a provider, a row a model.</summary>
internal sealed class RequiredModelTable(TableServiceClient service) : IRequiredModelStore
{
    private readonly LazyTable _table = new(service, TableNames.RequiredModels);

    public Task SaveAsync(RequiredModel model, CancellationToken cancellationToken) =>
        RunAsync(table => table.UpsertEntityAsync(ToEntity(model), TableUpdateMode.Replace, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RequiredModel>> ListAsync(string provider, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<RequiredModel>>(
        async table =>
        {
            List<RequiredModel> models = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {provider}"), cancellationToken: cancellationToken))
            {
                models.Add(FromEntity(row));
            }

            return models;
        },
        cancellationToken);

    private static TableEntity ToEntity(RequiredModel model) => new(model.Provider, RowKey(model.Model))
    {
        [nameof(RequiredModel.Model)] = model.Model,
        [nameof(RequiredModel.State)] = model.State.ToString(),
        [nameof(RequiredModel.Completed)] = model.Completed,
        [nameof(RequiredModel.Total)] = model.Total,
        [nameof(RequiredModel.Message)] = model.Message,
        [nameof(RequiredModel.UpdatedAt)] = model.UpdatedAt,
    };

    private static RequiredModel FromEntity(TableEntity row) => new()
    {
        Provider = row.PartitionKey,
        Model = row.GetString(nameof(RequiredModel.Model)),
        State = Enum.TryParse(row.GetString(nameof(RequiredModel.State)), out RequiredModelState state) ? state : RequiredModelState.Unknown,
        Completed = row.GetInt64(nameof(RequiredModel.Completed)),
        Total = row.GetInt64(nameof(RequiredModel.Total)),
        Message = row.GetString(nameof(RequiredModel.Message)),
        UpdatedAt = row.GetDateTimeOffset(nameof(RequiredModel.UpdatedAt))!.Value,
    };

    // Names of models have slashes, which a key must not have.
    private static string RowKey(string model) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(model));

    private async Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _table.RunAsync(work, cancellationToken);
        }
        catch (Exception exception) when (IsStorageFailure(exception, cancellationToken))
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "The storage of the required models did not answer as it should. Try again.", innerException: exception);
        }
    }

    private static bool IsStorageFailure(Exception exception, CancellationToken cancellationToken) => exception
        is RequestFailedException or AggregateException or AuthenticationFailedException or HttpRequestException or IOException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
