metadata description = 'LLM Functions with a resource group of its own. Whoever has no rights on the subscription deploys group.bicep into a group that exists.'

targetScope = 'subscription'

import { scaleOptions } from 'modules/types.bicep'

@description('Name of the resource group, which is made where it is missing.')
@minLength(1)
@maxLength(90)
param resourceGroupName string

@description('Region of everything. Flex Consumption must be offered there: az functionapp list-flexconsumption-locations.')
param location string

@description('Short name of this installation; a part of every name.')
@minLength(2)
@maxLength(12)
param name string = 'llmfn'

@description('Tags of everything.')
param tags object = {}

@description('How the app scales; what is left out takes the default that modules/types.bicep says.')
param scale scaleOptions = {}

@description('Whether storage and vault are closed to the internet and reached through a virtual network only.')
param privateNetwork bool = false

@description('With privateNetwork: addresses or ranges of operators that the vault lets in nevertheless, to write secrets.')
param vaultAllowedIps string[] = []

@description('Whether a deleted vault can be purged by nobody before its time is over. It cannot be switched off again.')
param purgeProtection bool = false

@description('Days for which a deleted vault can be restored.')
@minValue(7)
@maxValue(90)
param softDeleteDays int = 7

@description('Whether the app may write secrets, so that keys of providers can be set through the management API. It may then read, change and delete every secret of the vault; without it, only read them.')
param manageSecrets bool = false

@description('How the storage account keeps its copies.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('GiB of logs a day after which no more are taken in; -1 takes all.')
@minValue(-1)
param dailyLogCapGb int = 1

@description('Settings of the gateway, such as Gateway__Providers__openai__Secret. Names of secrets only, never keys.')
param gatewaySettings object = {}

@description('Origins of browsers that may call the gateway; none means no CORS.')
param corsOrigins string[] = []

@description('Object id of a person or group that may write secrets and read the tables. Empty: nobody is added.')
param operatorPrincipalId string = ''

@description('What operatorPrincipalId is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('Whether a Durable Task Scheduler is made, with the right to it. The app uses it only if its host.json says so.')
param durableTaskScheduler bool = false

@description('Addresses that alerts are mailed to; without one no alert is made.')
param alertEmails string[] = []

@description('Seconds that 95 of 100 calls may take, their providers included, before an alert.')
@minValue(1)
@maxValue(220)
param latencyAlertSeconds int = 60

@description('US dollars that providers may be paid in a day, by the prices that the gateway knows, before an alert; 0 for no such alert. It stops nothing.')
@minValue(0)
param dailySpendAlert int = 0

@description('Whether Azure asks /api/v1/status/ready every five minutes. It keeps an instance awake.')
param availabilityTest bool = false

@description('US dollars a month of which alertEmails are told at 80, 100 and (forecast) 120 %; 0 makes no budget. It stops nothing.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the budget: of this month, at the first deployment; give the same one at later deployments.')
param budgetStart string = utcNow('yyyy-MM-01')

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module gateway 'group.bicep' = {
  scope: group
  params: {
    location: location
    name: name
    tags: tags
    scale: scale
    privateNetwork: privateNetwork
    vaultAllowedIps: vaultAllowedIps
    purgeProtection: purgeProtection
    softDeleteDays: softDeleteDays
    manageSecrets: manageSecrets
    storageSku: storageSku
    logRetentionDays: logRetentionDays
    dailyLogCapGb: dailyLogCapGb
    gatewaySettings: gatewaySettings
    corsOrigins: corsOrigins
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    durableTaskScheduler: durableTaskScheduler
    alertEmails: alertEmails
    latencyAlertSeconds: latencyAlertSeconds
    dailySpendAlert: dailySpendAlert
    availabilityTest: availabilityTest
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
}

@description('Name of the resource group.')
output resourceGroupName string = group.name

@description('Name of the function app: func azure functionapp publish takes it.')
output functionAppName string = gateway.outputs.functionAppName

@description('Address of the gateway.')
output gatewayUrl string = gateway.outputs.gatewayUrl

@description('Name of the vault: az keyvault secret set takes it.')
output keyVaultName string = gateway.outputs.keyVaultName

@description('Name of the storage account.')
output storageAccountName string = gateway.outputs.storageAccountName
