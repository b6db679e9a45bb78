using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>Backups.</summary>
public sealed class ManageBackups(BackupApi backups)
{
    [Function("Backup")]
    public Task<IResult> Backup([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/backup")] HttpRequest request) => backups.Backup(request);

    [Function("Restore")]
    public Task<IResult> Restore([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/restore")] HttpRequest request) => backups.Restore(request);
}
